# SPDX-License-Identifier: MIT
"""Tiny Python programs a second on one core: the sandbox with every layer, a zygote that only
forks, a fresh
interpreter by subprocess.run with rlimits, and bubblewrap around a fresh interpreter. Interleaved
rounds, medians."""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = "a, b = map(int, input().split())\nprint(a + b)\n"
PYTHON = "/usr/bin/python3"
BUILD = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5


def limited():
    os.sched_setaffinity(0, {0})
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))


def processes(command, runs):
    start = time.perf_counter()
    for _ in range(runs):
        ended = subprocess.run(command, input=b"20 22\n", capture_output=True, preexec_fn=limited)
        if ended.stdout != b"42\n":
            sys.exit(f"{command[0]}: {ended.stderr.decode()}")
    return {"rate": runs / (time.perf_counter() - start)}


def ours(kind, runs):
    return json.loads(
        subprocess.run(
            [f"{BUILD}/tests/bench/sandbox_rate", kind, str(runs), BUILD],
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
    )


def bubblewrap(script):
    return [
        "bwrap",
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        "--cap-drop",
        "ALL",
        "--ro-bind",
        "/usr",
        "/usr",
        "--symlink",
        "usr/lib",
        "/lib",
        "--symlink",
        "usr/lib64",
        "/lib64",
        "--ro-bind",
        script,
        "/main.py",
        "--chdir",
        "/",
        PYTHON,
        "-I",
        "/main.py",
    ]


def main():
    os.sched_setaffinity(0, {0})
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(PROGRAM)
        script.flush()
        rivals = {
            "layers": lambda: ours("layers", 600),
            "fork": lambda: ours("fork", 600),
            "subprocess": lambda: processes([PYTHON, script.name], 40),
            "bubblewrap": lambda: processes(bubblewrap(script.name), 40),
        }
        rounds = {name: [] for name in rivals}
        for _ in range(ROUNDS):
            for name, measure in rivals.items():
                rounds[name].append(measure())
    rate = {name: statistics.median(round["rate"] for round in rounds[name]) for name in rivals}
    p99 = statistics.median(round["p99"] for round in rounds["layers"])
    for name in rivals:
        print(f"{name:12} {rate[name]:8.1f} runs/s")
    checks = [
        ("against subprocess.run", rate["layers"] / rate["subprocess"], 8.0),
        ("against bubblewrap", rate["layers"] / rate["bubblewrap"], 8.0),
        ("against fork alone", rate["layers"] / rate["fork"], 0.8),
    ]
    good = True
    for name, ratio, floor in checks:
        good &= ratio >= floor
        print(f"{name:24} {ratio:6.2f}  (floor {floor})  {'ok' if ratio >= floor else 'MISSED'}")
    good &= p99 <= 15
    print(f"{'p99 latency':24} {p99:6.2f} ms (ceiling 15)  {'ok' if p99 <= 15 else 'MISSED'}")
    sys.exit(0 if good else 1)


main()
