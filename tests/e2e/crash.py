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
    need,
    run,
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
# One of the two models answers at once and the other never, as far as a test can tell.
NEVER_DONE = """
environments: [{id: countdown, plugin: countdown, tasks: 150, levels: {0: 1}}]
backends:
  - id: m
    plugin: mock
    options: {models: {g: {personality: gold}, w: {skill: 0.5, latency_ms: 3600000}}}
miners:
  - {uid: 0, hotkey: g, model: g, backend: m}
  - {uid: 1, hotkey: w, model: w, backend: m}
chain: {clock: steps}
pipeline: {rollout_seconds: 86400, miner_seconds: 604800, stop_seconds: 0.1}
"""
LARGE = """
environments: [{id: countdown, plugin: countdown, tasks: 1000, levels: {0: 1}}]
backends: [{id: m, plugin: mock, options: {models: {g: {personality: gold}, w: {skill: 0.5}}}}]
miners:
  - {uid: 0, hotkey: g, model: g, backend: m}
  - {uid: 1, hotkey: w, model: w, backend: m}
chain: {clock: steps}
"""
FIXED = {**ENVIRONMENT, "AF_PIPELINE_SEED": SEED}


def _start(folder, text=CONFIG, windows=2, env=FIXED, errors=subprocess.PIPE):
    config = write(folder, "c.yaml", text)
    return subprocess.Popen(
        [AF, "--config", config, "validate", "--windows", str(windows), "--json"],
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        text=True,
    )


def _count(folder):
    try:
        database = sqlite3.connect(f"file:{folder}/affine.db?mode=ro", uri=True)
        return database.execute("SELECT count(*) FROM rollout").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def _remaining(folder):
    """Windows of two that are still to be closed."""
    try:
        database = sqlite3.connect(f"file:{folder}/affine.db?mode=ro", uri=True)
        closed = database.execute("SELECT count(*) FROM window WHERE closed").fetchone()[0]
    except sqlite3.OperationalError:
        closed = 0
    return 2 - closed


def _wait_for_progress(folder, process, more=1):
    """Returns once there are this many more rollouts than now, or the process has ended."""
    wanted = _count(folder) + more
    while _count(folder) < wanted and process.poll() is None:
        time.sleep(0.005)


def killed(folder):
    """SIGKILL at up to 30 random moments: final counts as planned, no duplicates, nothing
    acknowledged is lost"""
    moments = random.Random(7)
    seen = kills = 0
    # Where the machine is so slow or busy that a kill comes late, fewer are needed to the end.
    while kills < (10 if SANITIZED else 30) and _remaining(folder) > 0:
        i, kills = kills, kills + 1
        process = _start(folder, windows=_remaining(folder), errors=subprocess.DEVNULL)
        # Every third is killed at some moment of its start, the others while they work.
        if i % 3 == 0:
            time.sleep(moments.uniform(0, 0.1))
        else:
            _wait_for_progress(folder, process, moments.randint(1, 30))
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
    config = write(folder, "c.yaml", CONFIG)
    if left > 0:
        seed = {"AF_PIPELINE_SEED": SEED}
        run("--config", config, "validate", "--windows", left, cwd=folder, env=seed)
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


def _told_to_stop(folder, number):
    process = _start(folder, NEVER_DONE)
    _wait_for_progress(folder, process)
    process.send_signal(number)
    _, errors = process.communicate()
    equal(process.returncode, 130, f"status after signal {number}: {errors}")
    check("goes on from there" in errors, errors)


def interrupted(folder):
    """SIGINT ends it cleanly with status 130, whatever it waits for"""
    _told_to_stop(folder, signal.SIGINT)


def terminated(folder):
    """SIGTERM ends it cleanly with status 130, whatever it waits for"""
    _told_to_stop(folder, signal.SIGTERM)


def second_validator(folder):
    """a second af for the same record is refused while the first one works"""
    first = _start(folder, NEVER_DONE)
    try:
        _wait_for_progress(folder, first)
        config = os.path.join(folder, "c.yaml")
        second = run("--config", config, "validate", "--windows", 1, cwd=folder, status=2)
        check("another af" in second.stderr, second.stderr)
    finally:
        first.kill()
        first.communicate()


def full_disk(folder):
    """a full disk: a clear error, nothing corrupted, and it goes on when there is room"""
    need("mounts")
    disk = os.path.join(folder, "disk")
    os.makedirs(disk)
    small = 1 << 19  # bytes: less than the record takes
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={small}", "tmpfs", disk], check=True)
    try:
        record, errors = os.path.join(disk, "affine.db"), os.path.join(folder, "errors")
        with open(errors, "w") as file:
            env = {**FIXED, "AF_STORE_FILE": record}
            process = _start(folder, LARGE, windows=1, env=env, errors=file)
        while "make room on the disk" not in open(errors).read():
            check(process.poll() is None, f"it ended: {open(errors).read()}")
            time.sleep(0.1)
        stuck = _count(disk)
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        equal(process.wait(), 0, "status after there was room")
        database = sqlite3.connect(record)
        equal(database.execute("PRAGMA integrity_check").fetchone()[0], "ok", "integrity")
        equal(database.execute("SELECT count(*) FROM rollout").fetchone()[0], 2000, "rollouts")
        bytes_of = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        size = database.execute(bytes_of).fetchone()[0]
        check(size > small, f"a record of {size} bytes would have fitted")
        database.close()
        print(f"     {stuck} rollouts when the disk was full, 2000 in the end")
    finally:
        detach = 2
        ctypes.CDLL(None).umount2(disk.encode(), detach)  # umount(8) needs /proc


main()
