# SPDX-License-Identifier: MIT
"""Complete durable rollouts per second (task, HTTP round trip, grading, SQLite) beside a bare
libcurl multi loop
against the same static server, and beside a Python asyncio client that does the same, all in one
run."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from statistics import median

BUILD = os.path.abspath(sys.argv[1])
TOTAL = int(sys.argv[2]) if len(sys.argv) > 2 else 30000
# What is best for each: connections of the bare loop and of the Python client, rollouts of ours
# (on 32 connections,
# since libcurl looks through all of a host's connections for every request).
CONCURRENCY, ROLLOUTS = 64, 128
ROUNDS = 5
FLOORS = {"in_process": 0.5, "child": 0.4}

CONFIG = """
environments: [{{id: countdown, plugin: countdown, tasks: {tasks}, levels: {{0: 1}},
                isolation: {isolation}}}]
backends: [{{id: s, plugin: openai, base_url: "http://127.0.0.1:{port}/v1",
            options: {{stream: false}}}}]
miners:
{miners}
chain: {{clock: steps}}
pipeline: {{concurrency: {concurrency}, per_miner: 32}}
net: {{per_host: 32}}
"""


def rollouts(port, isolation):
    folder = tempfile.mkdtemp(prefix="affine-bench-")
    miners = "".join(f"  - {{uid: {i}, hotkey: h{i}, model: m, backend: s}}\n" for i in range(8))
    with open(f"{folder}/c.yaml", "w") as file:
        file.write(
            CONFIG.format(
                tasks=TOTAL // 8,
                isolation=isolation,
                port=port,
                miners=miners,
                concurrency=ROLLOUTS,
            )
        )
    command = [f"{BUILD}/af", "--config", "c.yaml", "validate", "--windows", "1", "--json"]
    # The window alone is timed: from its first rollout to its last, as the record has them.
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, status
    database = sqlite3.connect(f"{folder}/affine.db")
    count, first, last = database.execute(
        "SELECT count(*), min(ended_ms), max(ended_ms) FROM rollout"
    ).fetchone()
    assert count == TOTAL // 8 * 8, count
    shutil.rmtree(folder)
    return count / ((last - first) / 1000), usage.ru_maxrss // 1024


def bare(port):
    out = subprocess.run(
        [
            f"{BUILD}/tests/bench/bare_loop",
            f"http://127.0.0.1:{port}/v1/chat/completions",
            str(TOTAL),
            str(CONCURRENCY),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(out.stdout)


def python_client(port):
    """Debian's python3-aiohttp; nothing where it is not installed."""
    out = subprocess.run(
        [
            "/usr/bin/python3",
            os.path.join(os.path.dirname(__file__), "python_client.py"),
            str(port),
            "4000",
            str(CONCURRENCY),
        ],
        capture_output=True,
        text=True,
    )
    return float(out.stdout) if out.returncode == 0 else None


def start_up():
    """Seconds that `af --help` takes, at best."""
    best = 1.0
    for _ in range(20):
        start = time.perf_counter()
        subprocess.run([f"{BUILD}/af", "--help"], stdout=subprocess.DEVNULL, check=True)
        best = min(best, time.perf_counter() - start)
    return best


def main():
    server = subprocess.Popen(
        [f"{BUILD}/tests/bench/static_server"], stdout=subprocess.PIPE, text=True
    )
    begin = start_up()
    failed = begin > 0.03
    print(f"af --help                   {begin * 1000:8.0f} ms (ceiling 30)")
    try:
        port = int(server.stdout.readline())
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (4096, max(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        )
        python = python_client(port)
        # Each run stands between two runs of the loop and is compared with those, so that a
        # machine whose speed
        # changes from second to second changes it for both.
        ratios, rates, memory = ({name: [] for name in FLOORS} for _ in range(3))
        loops = [bare(port)]
        for _ in range(ROUNDS):
            for name in FLOORS:
                rate, peak = rollouts(port, name)
                loops.append(bare(port))
                rates[name].append(rate)
                ratios[name].append(2 * rate / (loops[-2] + loops[-1]))
                memory[name].append(peak)
        print(f"bare libcurl multi loop     {median(loops):8.0f} requests/s")
        if python is None:
            print("Python asyncio client: SKIPPED, install python3-aiohttp")
        else:
            print(f"Python asyncio client       {python:8.0f} rollouts/s")
        for name, floor in FLOORS.items():
            rate, ratio, peak = median(rates[name]), median(ratios[name]), max(memory[name])
            times = "" if python is None else f"   {rate / python:.1f} times Python"
            good = ratio >= floor and peak <= 100 and (python is None or rate >= 6 * python)
            failed = failed or not good
            print(
                f"rollouts, {name:10}        {rate:8.0f} /s   {ratio:.2f} of the loop "
                f"(floor {floor}; "
                f"{min(ratios[name]):.2f} to {max(ratios[name]):.2f}){times}   peak {peak} MiB   "
                f"{'good' if good else 'TOO LOW'}"
            )
    finally:
        server.kill()
    sys.exit(1 if failed else 0)


main()
