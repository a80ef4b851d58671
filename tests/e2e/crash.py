# SPDX-License-Identifier: MIT
"""Killed at random moments, told to stop, out of disk: what was acknowledged stays, nothing
counts twice."""

import ctypes
import os
import random
import signal
import sqlite3
import subprocess
import time

from harness import (
    AF,
    ENVIRONMENT,
    SANITIZED,
    SEED,
    check,
    equal,
    lines,
    main,
    run,
    skip_without,
    write,
)

CONFIG = """
environments:
  - {id: countdown, plugin: countdown, tasks: 150, levels: {0: 1}}
  - {id: sokoban, plugin: sokoban, tasks: 20, levels: {0: 1}}
backends:
  - id: m
    plugin: mock
    options: {models: {g: {personality: gold, latency_ms: 40, latency_spread_ms: 40},
                       w: {skill: 0.5, latency_ms: 50}}}
miners:
  - {uid: 0, hotkey: g, model: g, backend: m}
  - {uid: 1, hotkey: w, model: w, backend: m, block: 5}
chain: {clock: steps}
pipeline: {per_miner: 4}
"""
FIXED = {**ENVIRONMENT, "AF_PIPELINE_SEED": SEED}


def start(folder, *more):
    config = write(folder, "c.yaml", CONFIG)
    return subprocess.Popen(
        [AF, "--config", config, "validate", "--windows", "2", "--json", *more],
        cwd=folder,
        env=FIXED,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _count(folder):
    try:
        database = sqlite3.connect(f"file:{folder}/affine.db?mode=ro", uri=True)
        return database.execute("SELECT count(*) FROM rollout").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def _remaining(folder):
    """Windows that are still to be closed."""
    database = sqlite3.connect(f"{folder}/affine.db")
    return 2 - database.execute("SELECT count(*) FROM window WHERE closed").fetchone()[0]


def wait_for_progress(folder, process, more=1):
    """Returns once there are this many more rollouts than now, or the process has ended."""
    before, deadline = _count(folder), time.monotonic() + 240
    while _count(folder) < before + more and process.poll() is None:
        check(time.monotonic() < deadline, "no progress")
        time.sleep(0.005)


def killed(folder):
    """SIGKILL at up to 30 random moments: final counts as planned, no duplicates, nothing
    acknowledged is lost"""
    moments = random.Random(7)
    seen = kills = 0
    while kills < (10 if SANITIZED else 30) and seen < 500:
        i, kills = kills, kills + 1
        process = start(folder)
        # Every third is killed at some moment of its start, the others while they work.
        if i % 3 == 0:
            time.sleep(moments.uniform(0, 0.1))
        else:
            wait_for_progress(folder, process, moments.randint(1, 30))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for name in ("affine.db", "affine.db-wal"):
            file = os.path.join(folder, name)
            check(
                not os.path.exists(file) or os.stat(file).st_mode & 0o777 == 0o600,
                f"{name}: others can read secrets",
            )
        now = _count(folder)
        check(now >= seen, f"kill {i}: {seen} rollouts, then {now}")
        seen = now
    left = _remaining(folder)
    print(f"     {seen} rollouts after {kills} kills, {left} windows to go")
    check(seen < 680, "the run was over before the kills were")
    config = write(folder, "c.yaml", CONFIG)
    run(
        "--config",
        config,
        "validate",
        "--windows",
        left,
        "--json",
        cwd=folder,
        env={"AF_PIPELINE_SEED": SEED},
    )
    database = sqlite3.connect(f"{folder}/affine.db")
    equal(database.execute("PRAGMA integrity_check").fetchone()[0], "ok", "integrity")
    equal(
        database.execute(
            "SELECT window, count(*), count(DISTINCT environment || task || '/' || hotkey) "
            "FROM rollout "
            "GROUP BY window"
        ).fetchall(),
        [(1, 340, 340), (2, 340, 340)],
        "rollouts by window",
    )
    run("--config", config, "audit", cwd=folder)
    # The weights are those of a run that nobody disturbed.
    calm = os.path.join(folder, "calm")
    os.makedirs(calm)
    wanted = lines(
        run(
            "--config",
            config,
            "validate",
            "--windows",
            2,
            "--json",
            cwd=calm,
            env={"AF_PIPELINE_SEED": SEED},
        ).stdout
    )
    equal(
        lines(run("--config", config, "rank", "--json", cwd=folder).stdout),
        wanted[1:],
        "the last window",
    )


def stopped(folder):
    """SIGINT and SIGTERM end it cleanly in bounded time with status 130, and it goes on from
    there"""
    for number in (signal.SIGINT, signal.SIGTERM):
        process = start(folder)
        wait_for_progress(folder, process)
        process.send_signal(number)
        _, errors = process.communicate(timeout=240)
        equal(process.returncode, 130, f"status after signal {number}: {errors}")
        check("goes on from there" in errors, errors)
    check(0 < _count(folder) < 680, f"{_count(folder)} rollouts")
    second = start(folder)
    wait_for_progress(folder, second)
    config = write(folder, "c.yaml", CONFIG)
    other = run("--config", config, "validate", "--windows", 1, cwd=folder, status=2)
    check("another af" in other.stderr, other.stderr)
    second.kill()
    second.communicate()


def full_disk(folder):
    """a full disk: a clear error, nothing corrupted, and it goes on when there is room"""
    disk = os.path.join(folder, "disk")
    os.makedirs(disk)
    if (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], capture_output=True
        ).returncode
        != 0
    ):
        skip_without("mounts", "a full disk is a tmpfs of its own")
    try:
        ballast = os.path.join(disk, "ballast")
        process = subprocess.Popen(
            [
                AF,
                "--config",
                write(folder, "c.yaml", CONFIG),
                "validate",
                "--windows",
                "2",
                "--json",
            ],
            cwd=folder,
            env={
                **FIXED,
                "AF_STORE_FILE": f"{disk}/affine.db",
                "AF_CHAIN_FILE": f"{disk}/ledger.db",
            },
            stdout=subprocess.PIPE,
            stderr=open(os.path.join(folder, "errors"), "w"),
            text=True,
        )
        wait_for_progress(disk, process)
        try:
            with open(ballast, "wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 4096)
        except OSError:
            pass
        deadline = time.time() + 240
        while (
            "make room" not in open(os.path.join(folder, "errors")).read()
            and time.time() < deadline
        ):
            check(process.poll() is None, "it ended")
            time.sleep(0.1)
        check(
            "make room on the disk" in open(os.path.join(folder, "errors")).read(), "no clear error"
        )
        stuck = sqlite3.connect(f"file:{disk}/affine.db?mode=ro", uri=True).execute(
            "SELECT count(*) FROM rollout"
        )
        stuck = stuck.fetchone()[0]
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        process.communicate(timeout=600)
        equal(process.returncode, 0, "status after there was room")
        database = sqlite3.connect(f"{disk}/affine.db")
        equal(database.execute("PRAGMA integrity_check").fetchone()[0], "ok", "integrity")
        equal(database.execute("SELECT count(*) FROM rollout").fetchone()[0], 680, "rollouts")
        print(f"     {stuck} rollouts when the disk was full, 680 in the end")
        database.close()
    finally:
        detach = 2
        ctypes.CDLL(None).umount2(disk.encode(), detach)  # umount(8) needs /proc


main()
