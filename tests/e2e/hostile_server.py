# SPDX-License-Identifier: MIT
"""Model servers that attack: each misbehaves in one way and gets the cause of it. Memory and the
window's time stay bounded, and honest miners do not suffer.

Only the limit that a test is about is short. Everything else waits for what the servers see.
"""

import resource
import subprocess
import threading

from attackers import (
    Attacker,
    CHUNKED,
    DELTA,
    FLOODS,
    HANGING,
    HONEST,
    JSON,
    OK,
    SILENT,
    SSE,
    STORM,
    content,
    drips,
    refuses,
    resets,
    sends,
    sized,
)
from harness import (
    AF,
    ENVIRONMENT,
    SANITIZER,
    check,
    equal,
    limits,
    lines,
    main,
    need,
    release_only,
    rollouts,
    run,
    write,
)


def _configuration(folder, servers, tasks, pipeline={}, net={}):
    """A miner for each server, name → server, with a few tasks of its own."""
    miners = "".join(
        f"  - {{uid: {uid}, hotkey: {name}, model: m, backend: s, base_url: '{server.url}'}}\n"
        for uid, (name, server) in enumerate(servers.items())
    )
    return write(
        folder,
        "c.yaml",
        f"""
environments: [{{id: countdown, plugin: countdown, tasks: {tasks}, levels: {{0: 1}}}}]
backends: [{{id: s, plugin: openai, base_url: 'http://127.0.0.1:1'}}]
miners:
{miners}
chain: {{clock: steps}}
{limits(pipeline, net)}
""",
    )


def _window(folder, config):
    """The rollouts of one window."""
    run("--config", config, "validate", "--windows", 1, "--json", cwd=folder)
    return rollouts(config, folder)


def _attacked(folder, attack, cause, pipeline={}, net={}):
    """A miner whose server does this gets this cause for each task."""
    config = _configuration(
        folder,
        {"attacker": Attacker(attack)},
        3,
        {"attempts": 2, **pipeline},
        {"body_mib": 1, **net},
    )
    found = [(row["cause"], row["detail"]) for row in _window(folder, config)]
    equal([name for name, _ in found], [cause] * 3, f"causes ({found[0][1]})")


def honest(folder):
    """a well-formed answer is judged"""
    _attacked(folder, HONEST, "answer_wrong")


def huge_body(folder):
    """a body whose length is a gigabyte is cut at the cap"""
    _attacked(folder, FLOODS["huge_body"], "endpoint_too_large")


def huge_chunked(folder):
    """a body of any number of chunks is cut at the cap"""
    _attacked(folder, FLOODS["huge_chunked"], "endpoint_too_large")


def endless_stream(folder):
    """a stream without an end is cut at the cap"""
    _attacked(folder, FLOODS["endless_stream"], "endpoint_too_large")


def endless_line(folder):
    """a stream of one line without an end is cut at the cap"""
    _attacked(folder, FLOODS["endless_line"], "endpoint_too_large", net={"body_mib": 8})


def endless_headers(folder):
    """headers without an end are cut"""
    _attacked(folder, FLOODS["endless_headers"], "endpoint_too_large")


def dripping(folder):
    """a stream of remarks ends with the time of one exchange"""
    _attacked(folder, drips, "endpoint_timeout", pipeline={"rollout_seconds": 0.5})


def silent(folder):
    """a server that says nothing ends with the time for the first byte"""
    _attacked(folder, SILENT, "endpoint_timeout", net={"first_byte_seconds": 0.3})


def stalling(folder):
    """a stream that stops ends with the longest pause"""
    _attacked(folder, HANGING["stalling"], "endpoint_timeout", net={"silence_seconds": 0.3})


def truncated(folder):
    """a body shorter than its length is a broken connection"""
    _attacked(folder, sends(sized(JSON, content(b"x"))[:-5]), "endpoint_reset")


def cut_stream(folder):
    """a stream without its last event is a broken connection"""
    _attacked(folder, sends(SSE + CHUNKED + DELTA + b"0\r\n\r\n"), "endpoint_reset")


def reset(folder):
    """a reset in the middle of an answer is a broken connection"""
    _attacked(folder, resets, "endpoint_reset")


def closed(folder):
    """a connection that is closed without an answer is a broken connection"""
    _attacked(folder, sends(b""), "endpoint_reset")


def bad_utf8(folder):
    """a reply that is no UTF-8 is a bad response"""
    _attacked(folder, sends(sized(JSON, content(b"\xff\xfe"))), "endpoint_bad_response")


def raw_nul(folder):
    """a zero byte in JSON is a bad response"""
    _attacked(folder, sends(sized(JSON, content(b"a\0b"))), "endpoint_bad_response")


def escaped_nul(folder):
    """an escaped zero byte is an answer that is malformed"""
    reply = sized(JSON, content(b"<answer>\\u0000</answer>"))
    _attacked(folder, sends(reply), "answer_malformed")


def deep_json(folder):
    """JSON that is nested too deeply is a bad response"""
    deep = b'{"choices":' + b"[" * 100000 + b"]" * 100000 + b"}"
    _attacked(folder, sends(sized(JSON, deep)), "endpoint_bad_response")


def html(folder):
    """a page is a bad response"""
    page = sized(OK + b"text/html\r\n", content(b"x"))
    _attacked(folder, sends(page), "endpoint_bad_response")


def not_http(folder):
    """another protocol is a bad response"""
    _attacked(folder, sends(b"220 smtp ready\r\n" * 10), "endpoint_bad_response")


def redirect(folder):
    """a redirect is not followed"""
    elsewhere = b"Location: http://127.0.0.1:1/\r\n"
    _attacked(folder, refuses(b"302 Found", elsewhere), "endpoint_redirect")


def storm_429(folder):
    """a server that limits without an end gets that cause once the time for tries is over"""
    _attacked(folder, STORM, "endpoint_rate_limited", pipeline={"retry_seconds": 1})


def down_503(folder):
    """a server that is down gets that cause"""
    _attacked(folder, refuses(b"503 No"), "endpoint_5xx")


def refuses_key(folder):
    """a server that does not take the key gets that cause"""
    _attacked(folder, refuses(b"401 No"), "endpoint_rejected")


def no_finish(folder):
    """a reply that does not say why it ended is a bad response"""
    reply = sized(JSON, b'{"choices":[{"message":{"content":"x"}}]}')
    _attacked(folder, sends(reply), "endpoint_bad_response")


def error_in_200(folder):
    """an error with status 200 is an error"""
    reply = sized(JSON, b'{"error":{"message":"boom","code":500}}')
    _attacked(folder, sends(reply), "endpoint_5xx")


def nobody_scores(folder):
    """no attack earns anything"""
    attacks = {**FLOODS, "resets": resets, "closes": sends(b""), "refuses": refuses(b"401 No")}
    servers = {name: Attacker(attack) for name, attack in attacks.items()}
    config = _configuration(folder, servers, 3, {"attempts": 2}, {"body_mib": 1})
    scores = {row["score"] for row in _window(folder, config)}
    check(scores <= {0, None}, f"scores {scores}")


def memory_of_floods(folder):
    """five floods at once, each of three tasks, take less than 300 MiB"""
    release_only("sanitizers need memory of their own")
    servers = {name: Attacker(attack) for name, attack in FLOODS.items()}
    _window(folder, _configuration(folder, servers, 3, net={"body_mib": 8}))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"     peak memory {peak} MiB")
    check(peak < 300, f"peak memory {peak} MiB")


def _hold_until(server, requests, others):
    """Ends the attacks of the others once a server has had so many requests."""

    def wait():
        server.wait_for(requests)
        for other in others:
            other.over.set()

    threading.Thread(target=wait, daemon=True).start()


def honest_among_hanging(folder):
    """an honest miner is asked everything while servers of every kind hang, all at once"""
    honest = Attacker(HONEST)
    attackers = {name: Attacker(attack) for name, attack in {**HANGING, **FLOODS}.items()}
    _hold_until(honest, 3, attackers.values())
    config = _configuration(
        folder, {**attackers, "honest": honest}, 3, {"attempts": 1}, {"body_mib": 1}
    )
    rows = _window(folder, config)
    causes = [row["cause"] for row in rows if row["hotkey"] == "honest"]
    equal(causes, ["answer_wrong"] * 3, "causes of the honest miner")


def honest_in_a_crowd(folder):
    """an honest miner is asked all its tasks while each of a crowd holds up its first one"""
    honest, crowd = Attacker(HONEST), Attacker(SILENT)
    _hold_until(honest, 20, [crowd])
    servers = {**{f"silent{number}": crowd for number in range(12)}, "honest": honest}
    config = _configuration(
        folder, servers, 20, {"concurrency": 16, "per_miner": 8, "attempts": 1}
    )
    rows = _window(folder, config)
    causes = [row["cause"] for row in rows if row["hotkey"] == "honest"]
    equal(causes, ["answer_wrong"] * 20, "causes of the honest miner")


def time_of_a_miner(folder):
    """silent miners keep a window open for their time only: what is left then is not asked"""
    # 20 tasks of 0.2 s each are more than one second, one after another.
    config = _configuration(
        folder,
        {"silent": Attacker(SILENT)},
        20,
        {"per_miner": 1, "attempts": 1, "miner_seconds": 1},
        {"first_byte_seconds": 0.2},
    )
    details = [row["detail"] for row in _window(folder, config)]
    check("time for this window" in details[-1], f"the last task: {details[-1]}")


def _limited(folder, retry_seconds):
    """A window in which a shared service limits the validator; the service and the report."""
    server = Attacker(STORM)
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
{limits({"attempts": 1, "retry_seconds": retry_seconds})}
""",
    )
    done = run("--config", config, "validate", "--windows", 1, "--json", cwd=folder)
    return server, lines(done.stdout)[0]


def shared_rate_limit(folder):
    """a shared service that limits the validator voids tasks for everyone"""
    _, report = _limited(folder, 0)
    equal([m["scores"]["countdown"]["samples"] for m in report["miners"]], [0, 0], "samples")


def rate_limit_is_kept(folder):
    """a service that limits is not asked more often than it says"""
    server, _ = _limited(folder, 2)
    check(2 <= server.requests <= 20, f"{server.requests} requests: the limiter does not slow down")


def thousand(folder):
    """1,000 requests in flight: at most 10 threads"""
    need("proc")
    server = Attacker(lambda connection, over: (over.wait(), HONEST(connection, over)))
    config = _configuration(
        folder,
        {"a": server},
        1000,
        {"concurrency": 1000, "per_miner": 1000},
        {"total": 1000, "per_host": 1000},
    )
    process = subprocess.Popen(
        [AF, "--config", config, "validate", "--windows", "1", "--json"],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
    )
    server.wait_for(1000)
    with open(f"/proc/{process.pid}/status") as file:
        status = file.read()
    server.over.set()
    equal(process.wait(), 0, "status")
    threads, memory = (int(status.split(name)[1].split()[0]) for name in ("Threads:", "VmHWM:"))
    print(f"     1,000 in flight: {threads} threads, {memory // 1024} MiB")
    own = 1 if SANITIZER == "thread" else 0  # TSan's thread
    check(threads <= 10 + own, f"{threads} threads")


resource.setrlimit(
    resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2
)
main()
