# SPDX-License-Identifier: MIT
"""An OpenAI-compatible server whose models solve tasks from the prompt text alone."""

import collections
import fractions
import http.server
import itertools
import json
import re
import socketserver
import threading


def solve_sat(prompt):
    """A small DPLL over the clauses as they are printed, in any of the environment's styles."""
    body = max(prompt.split("\n\n"), key=len)
    clauses = [
        [
            (-1 if negation else 1) * int(number)
            for negation, number in re.findall(r"(NOT |¬|!)?x(\d+)", clause)
        ]
        for clause in re.findall(r"[(\[]([^)\]]*)[)\]]", body)
    ]
    count = max(abs(literal) for clause in clauses for literal in clause)

    def search(clauses, values):
        while True:
            unit = next((clause[0] for clause in clauses if len(clause) == 1), None)
            if any(not clause for clause in clauses):
                return None
            if unit is None:
                break
            values = values | {unit}
            clauses = [[l for l in c if l != -unit] for c in clauses if unit not in c]
        if not clauses:
            return values
        literal = collections.Counter(l for c in clauses for l in c).most_common(1)[0][0]
        for choice in (literal, -literal):
            found = search(clauses + [[choice]], values)
            if found is not None:
                return found
        return None

    values = search(clauses, frozenset())
    return ", ".join(f"x{v}={v in values}" for v in range(1, count + 1))


def solve_countdown(prompt):
    numbers = list(map(int, re.search(r"numbers ([\d, ]+) to make", prompt).group(1).split(",")))
    target = int(re.search(r"exactly (\d+)", prompt).group(1))

    def search(items):
        for value, text in items:
            if value == target:
                return text
        for (i, (a, left)), (j, (b, right)) in itertools.permutations(enumerate(items), 2):
            rest = [item for k, item in enumerate(items) if k not in (i, j)]
            options = (
                [(a - b, "-")]
                + ([(a + b, "+"), (a * b, "*")] if i < j else [])
                + ([(a / b, "/")] if b else [])
            )
            for value, sign in options:
                found = search(rest + [(value, f"({left} {sign} {right})")])
                if found:
                    return found
        return None

    return search([(fractions.Fraction(n), str(n)) for n in numbers])


def solve_sokoban(prompt):
    rows = [line for line in prompt.splitlines() if line.startswith("#")]
    cells = {(x, y): c for y, row in enumerate(rows) for x, c in enumerate(row)}
    goals = frozenset(p for p, c in cells.items() if c in ".*+")
    start = (
        next(p for p, c in cells.items() if c in "@+"),
        frozenset(p for p, c in cells.items() if c in "$*"),
    )
    queue, seen = collections.deque([(start, "")]), {start}
    while queue:
        ((x, y), boxes), moves = queue.popleft()
        if boxes == goals:
            return moves
        for name, dx, dy in (("U", 0, -1), ("D", 0, 1), ("L", -1, 0), ("R", 1, 0)):
            to, beyond, after = (x + dx, y + dy), (x + 2 * dx, y + 2 * dy), boxes
            if cells[to] == "#":
                continue
            if to in boxes:
                if cells[beyond] == "#" or beyond in boxes:
                    continue
                after = boxes - {to} | {beyond}
            if (to, after) not in seen:
                seen.add((to, after))
                queue.append(((to, after), moves + name))
    return None


# What replies give as their id and model; None: the usual.
reported = None


def answer(model, messages):
    prompt = messages[-1]["content"]
    if model == "knows-nothing":
        return "I am not sure. <answer>42</answer>"
    if "Boolean" in prompt:
        return f"<answer>{solve_sat(prompt)}</answer>"
    if model == "solver-of-sat":
        return "I only know logic."
    if "to make" in prompt:
        return f"<answer>{solve_countdown(prompt)}</answer>"
    return f"<answer>{solve_sokoban(prompt)}</answer>"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.server.keys.add(self.headers.get("Authorization"))
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = answer(request["model"], request["messages"])
        usage = {
            "prompt_tokens": 10,
            "completion_tokens": max(1, len(text) // 4),
            "total_tokens": 20,
        }
        if not request.get("stream"):
            return self.reply(
                "application/json",
                json.dumps(
                    {
                        "id": reported or "c-1",
                        "object": "chat.completion",
                        "model": reported or request["model"],
                        "usage": usage,
                        "choices": [
                            {
                                "index": 0,
                                "message": {"role": "assistant", "content": text},
                                "finish_reason": "stop",
                            }
                        ],
                    }
                ),
            )
        events = [
            {
                "choices": [
                    {"index": 0, "delta": {"content": text[i : i + 7]}, "finish_reason": None}
                ]
            }
            for i in range(0, len(text), 7)
        ]
        events += [
            {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
            {"choices": [], "usage": usage},
        ]
        names = {"id": reported or "c-1", "model": reported or request["model"]}
        body = "".join(f"data: {json.dumps({**names, **e})}\n\n" for e in events)
        self.reply("text/event-stream", body + "data: [DONE]\n\n")

    def reply(self, kind, body):
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class ModelServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, tls=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.keys = set()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server_port}/v1"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # a client that does not like the certificate

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
