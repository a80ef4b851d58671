# SPDX-License-Identifier: MIT
"""Model servers that attack: each miner's server misbehaves in one way, and one is honest. Memory
and time stay
bounded, each failure gets its cause, and the honest miner does not suffer."""

import os
import resource
import socket
import struct
import threading
import time

from harness import AF, ENVIRONMENT, SANITIZED, check, equal, lines, main, run, write
import subprocess

OK = b"HTTP/1.1 200 OK\r\nContent-Type: "
JSON, SSE = OK + b"application/json\r\n", OK + b"text/event-stream\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


def content(text):
    return b'{"choices":[{"index":0,"message":{"content":"' + text + b'"},"finish_reason":"stop"}]}'


def sized(head, body):
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def flood(connection, head, piece, total):
    connection.sendall(head)
    for _ in range(total // len(piece)):
        connection.sendall(piece)


def drip(connection, head):
    connection.sendall(head)
    for _ in range(600):
        connection.sendall(chunk(b":"))
        time.sleep(0.2)


def reset(connection):
    connection.sendall(SSE + CHUNKED + chunk(b'data: {"choices":[{"delta":{"content":"x"}}]}\n\n'))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


DELTA = chunk(b'data: {"choices":[{"delta":{"content":"' + b"y" * 3000 + b'"}}]}\n\n')
# What a server does once it has the request, and the cause that the miner must get.
ATTACKS = {
    "honest": (lambda c: c.sendall(sized(JSON, content(b"<answer>1</answer>"))), "answer_wrong"),
    "huge_body": (
        lambda c: flood(c, JSON + b"Content-Length: 1000000000\r\n\r\n{", b" " * 65536, 10**9),
        "endpoint_too_large",
    ),
    "huge_chunked": (
        lambda c: flood(c, JSON + CHUNKED, chunk(b" " * 65536), 10**9),
        "endpoint_too_large",
    ),
    "endless_stream": (lambda c: flood(c, SSE + CHUNKED, DELTA, 10**9), "endpoint_too_large"),
    "endless_line": (
        lambda c: flood(c, SSE + CHUNKED + chunk(b"data: "), chunk(b"z" * 65536), 10**9),
        "endpoint_too_large",
    ),
    "endless_headers": (
        lambda c: flood(c, b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 1000 + b"\r\n", 10**9),
        "endpoint_too_large",
    ),
    "dripping": (lambda c: drip(c, SSE + CHUNKED), "endpoint_timeout"),
    "silent": (lambda c: time.sleep(60), "endpoint_timeout"),
    "stalls": (lambda c: (c.sendall(SSE + CHUNKED + DELTA), time.sleep(60)), "endpoint_timeout"),
    "truncated": (lambda c: c.sendall(sized(JSON, content(b"x"))[:-5]), "endpoint_reset"),
    "cut_stream": (lambda c: c.sendall(SSE + CHUNKED + DELTA + b"0\r\n\r\n"), "endpoint_reset"),
    "resets": (reset, "endpoint_reset"),
    "closes": (lambda c: None, "endpoint_reset"),
    "bad_utf8": (lambda c: c.sendall(sized(JSON, content(b"\xff\xfe"))), "endpoint_bad_response"),
    "raw_nul": (lambda c: c.sendall(sized(JSON, content(b"a\0b"))), "endpoint_bad_response"),
    "escaped_nul": (
        lambda c: c.sendall(sized(JSON, content(b"<answer>\\u0000</answer>"))),
        "answer_malformed",
    ),
    "deep_json": (
        lambda c: c.sendall(sized(JSON, b'{"choices":' + b"[" * 100000 + b"]" * 100000 + b"}")),
        "endpoint_bad_response",
    ),
    "html": (
        lambda c: c.sendall(sized(OK + b"text/html\r\n", content(b"x"))),
        "endpoint_bad_response",
    ),
    "not_http": (lambda c: c.sendall(b"220 smtp ready\r\n" * 10), "endpoint_bad_response"),
    "redirect": (
        lambda c: c.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        ),
        "endpoint_redirect",
    ),
    "storm_429": (
        lambda c: c.sendall(b"HTTP/1.1 429 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
        "endpoint_rate_limited",
    ),
    "down_503": (
        lambda c: c.sendall(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"),
        "endpoint_5xx",
    ),
    "refuses_key": (
        lambda c: c.sendall(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
        "endpoint_rejected",
    ),
    "no_finish": (
        lambda c: c.sendall(sized(JSON, b'{"choices":[{"message":{"content":"x"}}]}')),
        "endpoint_bad_response",
    ),
    "error_in_200": (
        lambda c: c.sendall(sized(JSON, b'{"error":{"message":"boom","code":500}}')),
        "endpoint_5xx",
    ),
}


class Attacker:
    """One listening socket; each connection is read to the end of its request and then attacked."""

    def __init__(self, attack):
        self.attack = attack
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = "http://127.0.0.1:%d/v1" % self.socket.getsockname()[1]
        self.requests = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            head, _, body = data.partition(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += connection.recv(65536)
            self.requests += 1
            self.attack(connection)
            connection.close()
        except OSError:
            pass


def all_attacks(folder):
    """every attack gets its cause; memory and time are bounded; others are unaffected"""
    servers = {name: Attacker(attack) for name, (attack, _) in ATTACKS.items()}
    miners = "".join(
        f"  - {{uid: {uid}, hotkey: {name}, model: m, backend: s, base_url: '{server.url}'}}\n"
        for uid, (name, server) in enumerate(servers.items())
    )
    stall = 8 if SANITIZED else 1.5  # seconds; reading floods takes long then
    config = write(
        folder,
        "c.yaml",
        f"""
environments: [{{id: countdown, plugin: countdown, tasks: 3, levels: {{0: 1}}}}]
backends: [{{id: s, plugin: openai, base_url: 'http://127.0.0.1:1'}}]
miners:
{miners}
chain: {{clock: steps}}
pipeline: {{attempts: 2, retry_seconds: 3, rollout_seconds: {stall + 2.5}}}
net: {{first_byte_seconds: {stall}, silence_seconds: {stall}, connect_seconds: 2, body_mib: 8}}
""",
    )
    started = time.time()
    run("--config", config, "validate", "--windows", 1, "--json", cwd=folder, timeout=600)
    took = time.time() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"     {len(ATTACKS)} attackers: {took:.1f} s, peak memory {peak} MiB")
    rows = [
        r
        for r in lines(run("--config", config, "results", "export", cwd=folder).stdout)
        if r["type"] == "rollout"
    ]
    wrong = []
    for name, (_, wanted) in ATTACKS.items():
        mine = [r for r in rows if r["hotkey"] == name]
        equal(len(mine), 3, f"rollouts of {name}")
        causes = {r["cause"] for r in mine}
        if causes != {wanted}:
            wrong.append(f"{name}: {causes} instead of {wanted} ({mine[0]['detail']})")
        check(all(r["score"] in (0, None) for r in mine), f"{name} scored")
    check(not wrong, "\n".join(wrong))
    check(peak < 300 or "asan" in AF or "tsan" in AF, f"peak memory {peak} MiB")
    honest, silent = (
        [r["total_us"] for r in rows if r["hotkey"] == name] for name in ("honest", "silent")
    )
    check(
        max(honest) < min(silent),
        f"the honest miner waited {max(honest)} us, longer than a silent one",
    )


def shared_rate_limit(folder):
    """a shared service that limits the validator voids tasks for everyone; nobody scores"""
    server = Attacker(ATTACKS["storm_429"][0])
    config = write(
        folder,
        "c.yaml",
        f"""
environments: [{{id: countdown, plugin: countdown, tasks: 2, levels: {{0: 1}}}}]
backends:
  - {{id: limited, plugin: openai, base_url: '{server.url}'}}
  - {{id: m, plugin: mock, options: {{models: {{g: {{personality: gold}}}}}}}}
miners:
  - {{uid: 0, hotkey: g, model: g, backend: m}}
  - {{uid: 1, hotkey: limited, model: x, backend: limited}}
chain: {{clock: steps}}
pipeline: {{attempts: 1, retry_seconds: 2}}
""",
    )
    report = lines(
        run("--config", config, "validate", "--windows", 1, "--json", cwd=folder).stdout
    )[0]
    equal([m["scores"]["countdown"]["samples"] for m in report["miners"]], [0, 0], "samples")
    check(server.requests <= 20, f"{server.requests} requests: the limiter does not slow down")


def slow_lanes(folder):
    """a crowd of silent miners neither slows an honest one nor keeps the window open"""
    silent, honest = Attacker(ATTACKS["silent"][0]), Attacker(ATTACKS["honest"][0])
    miners = "".join(
        f"  - {{uid: {uid}, hotkey: silent{uid}, model: m, backend: s, base_url: '{silent.url}'}}\n"
        for uid in range(12)
    )
    config = write(
        folder,
        "c.yaml",
        f"""
environments: [{{id: countdown, plugin: countdown, tasks: 20, levels: {{0: 1}}}}]
backends: [{{id: s, plugin: openai, base_url: '{honest.url}'}}]
miners:
{miners}  - {{uid: 99, hotkey: honest, model: m, backend: s}}
chain: {{clock: steps}}
pipeline: {{concurrency: 16, per_miner: 8, attempts: 1, miner_seconds: 3}}
net: {{first_byte_seconds: 1}}
""",
    )
    started = time.time()
    run("--config", config, "validate", "--windows", 1, "--json", cwd=folder, timeout=600)
    took = time.time() - started
    rows = [
        r
        for r in lines(run("--config", config, "results", "export", cwd=folder).stdout)
        if r["type"] == "rollout"
    ]
    equal(len(rows), 13 * 20, "rollouts")
    honest_end, silent_end = (
        max(r["ended_ms"] for r in rows if r["hotkey"].startswith(name)) / 1000 - started
        for name in ("honest", "silent")
    )
    print(f"     the honest miner was done after {honest_end:.1f} s, the window after {took:.1f} s")
    check(
        honest_end < silent_end,
        f"the honest miner was done after {honest_end:.1f} s, the others after {silent_end:.1f} s",
    )
    late = [r for r in rows if "time for this window" in r["detail"]]
    check(
        late and all(r["hotkey"] != "honest" and r["cause"] == "endpoint_timeout" for r in late),
        "who ran out of time",
    )


def thousand(folder):
    """1,000 requests in flight: at most 10 threads"""

    def slow(connection):
        time.sleep(2)
        connection.sendall(sized(JSON, content(b"<answer>1</answer>")))

    server = Attacker(slow)
    server.socket.listen(2048)
    config = write(
        folder,
        "c.yaml",
        f"""
environments: [{{id: countdown, plugin: countdown, tasks: 1000, levels: {{0: 1}}}}]
backends: [{{id: s, plugin: openai, base_url: '{server.url}'}}]
miners: [{{uid: 0, hotkey: a, model: m, backend: s}}]
chain: {{clock: steps}}
pipeline: {{concurrency: 1000, per_miner: 1000}}
net: {{total: 1000, per_host: 1000}}
""",
    )
    process = subprocess.Popen(
        [AF, "--config", config, "validate", "--windows", "1", "--json"],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
    )
    threads = memory = 0
    while process.poll() is None:
        try:
            status = open(f"/proc/{process.pid}/status").read()
            threads = max(threads, int(status.split("Threads:")[1].split()[0]))
            memory = max(memory, int(status.split("VmHWM:")[1].split()[0]) // 1024)
        except (OSError, IndexError):
            pass
        time.sleep(0.05)
    equal(process.returncode, 0, "status")
    print(f"     1,000 in flight: {threads} threads, {memory} MiB")
    check(threads <= 10 or "tsan" in AF, f"{threads} threads")
    equal(server.requests, 1000, "requests")


resource.setrlimit(
    resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2
)
main()
