# SPDX-License-Identifier: MIT
"""Records: commands that read change nothing, and records of the version before give the same
answers."""

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import time

from harness import (
    AF,
    ENVIRONMENT,
    SEED,
    SOURCE,
    check,
    equal,
    lines,
    main,
    need,
    run,
    skip_without,
    write,
)

RECORDS = os.path.join(SOURCE, "tests", "support", "records")
READING = (
    ("miners",),
    ("rank",),
    ("results", "list"),
    ("results", "show", "3"),
    ("results", "export"),
    ("audit",),
    ("audit", "3"),
    ("weights", "show"),
)


def unpack(name, to):
    with gzip.open(os.path.join(RECORDS, f"{name}.gz")) as packed, open(to, "wb") as file:
        shutil.copyfileobj(packed, file)
    return to


def old_record(folder, name):
    """A record of the version before in a folder, with its configuration; its name."""
    unpack(f"{name}.db", os.path.join(folder, "affine.db"))
    unpack(f"{name}-ledger.db", os.path.join(folder, "affine-ledger.db"))
    unpack(f"{name}.jsonl", os.path.join(folder, f"{name}.jsonl"))
    return shutil.copy(os.path.join(RECORDS, f"{name}.yaml"), folder)


def _picture(folder):
    """Bytes, mode and time of change of every file."""
    found = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            continue
        status = os.stat(path)
        with open(path, "rb") as file:
            found[name] = (
                hashlib.sha256(file.read()).hexdigest(),
                status.st_mode,
                status.st_mtime_ns,
            )
    return found


def same(before, folder, what):
    after = _picture(folder)
    equal(sorted(after), sorted(before), f"files after {what}")
    for name in before:
        equal(after[name], before[name], f"{name} after {what}")


def read_all(folder, config, name):
    """Runs every command that reads; each leaves every file as it is."""
    before = _picture(folder)
    for command in (*READING, ("score", f"{name}.jsonl")):
        run("--config", config, *command, cwd=folder)
        same(before, folder, " ".join(command))


def same_answers(folder, name):
    config = old_record(folder, name)
    before = _picture(folder)
    for item in json.load(open(os.path.join(RECORDS, f"{name}.outputs.json"))):
        command = item["command"]
        if command[:2] == ["results", "show"] and "--json" not in command:
            continue
        found = run("--config", config, *command, cwd=folder).stdout
        # A rule explains its parameters now; the numbers are the same.
        explained = " A running average keeps 0.999 of its value with each new sample."
        found = found.replace(explained, "")
        equal(found, item["output"], " ".join(command))
    export = run("--config", config, "results", "export", cwd=folder).stdout
    equal(export, open(os.path.join(folder, f"{name}.jsonl")).read(), "the export")
    same(before, folder, "all commands")


def version_before(folder):
    """a record of the version before opens, audits, scores and exports the same, and stays as it
    is"""
    same_answers(folder, "record")


def programs_before(folder):
    """and so does one whose answers ran as programs"""
    same_answers(folder, "programs")


def _upgraded(folder):
    """A record of the version before, and a window that this version adds: the configuration, and
    the windows that were submitted."""
    config = old_record(folder, "record")
    words = ("--config", config, "validate", "--windows", 1, "--json")
    done = run(*words, cwd=folder, env={"AF_PIPELINE_SEED": SEED})
    return config, [(w["window"], w["weights_submitted"]) for w in lines(done.stdout)]


def upgraded(folder):
    """a validator upgrades it: what was submitted stays submitted, what was left over is
    submitted"""
    _, windows = _upgraded(folder)
    equal(windows, [(3, True), (4, True)], "windows")
    database = sqlite3.connect(os.path.join(folder, "affine.db"))
    equal(
        database.execute("SELECT window, state FROM submission ORDER BY id").fetchall(),
        [(number, "confirmed") for number in (1, 2, 3, 4)],
        "submissions",
    )
    database.close()


def upgraded_export(folder):
    """a record that was upgraded passes the audit, and only the decision that was left over changes
    in its export"""
    config, _ = _upgraded(folder)
    run("--config", config, "audit", cwd=folder)
    export = run("--config", config, "results", "export", cwd=folder).stdout.splitlines()
    before = open(os.path.join(folder, "record.jsonl")).read().splitlines()
    changed = [i for i, line in enumerate(before) if line != export[i]]
    equal(changed, [len(before) - 1], "lines of the export that changed")
    check(
        '"submitted":true' in export[changed[0]],
        "the last decision of the old record is submitted now",
    )


def read_only(folder):
    """commands that read work on a read-only file system"""
    need("mounts")
    config = old_record(folder, "record")
    before = _picture(folder)
    script = [
        "unshare",
        "-m",
        "sh",
        "-c",
        'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && '
        '! touch new 2>/dev/null && exec "$@"',
        folder,
    ]
    if subprocess.run([*script, "true"], capture_output=True).returncode != 0:
        skip_without("mounts", "a folder cannot be mounted read-only here")
    for command in (*READING, ("score", "record.jsonl")):
        done = subprocess.run(
            [*script, AF, "--config", config, *command],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
        )
        equal((done.returncode, done.stderr), (0, ""), " ".join(command))
    same(before, folder, "reading")


def _lock_of(kind, first, count):
    """A struct flock of Linux: its type, a whence of SEEK_SET, the bytes, and no process."""
    return struct.pack("hhqqi4x", kind, 0, first, count, 0)


def _holds_index(folder):
    """Whether another process holds a lock that readers of the index need: SQLite's bytes 120 to
    127 of it (sqlite.org/walformat.html, "WAL Locks")."""
    with open(os.path.join(folder, "affine.db-shm"), "r+b") as index:
        found = fcntl.fcntl(index, fcntl.F_GETLK, _lock_of(fcntl.F_WRLCK, 120, 8))
    return struct.unpack_from("h", found)[0] != fcntl.F_UNLCK


def _stop(process):
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)


def _stop_without_lock(process, folder):
    """Stops a validator at a moment at which it holds no lock that readers need."""
    for _ in range(1000):
        _stop(process)
        if not _holds_index(folder):
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.01)
    raise AssertionError("the validator holds a lock whenever it is stopped")


@contextlib.contextmanager
def _validating(folder, stop=_stop_without_lock):
    """The configuration of a validator that has closed two windows or more, was stopped, and is
    killed in the end."""
    config = write(
        folder,
        "c.yaml",
        open(os.path.join(RECORDS, "record.yaml"))
        .read()
        .replace("{personality: gold}", "{personality: gold, latency_ms: 20}"),
    )
    process = subprocess.Popen(
        [AF, "--config", config, "validate", "--json"],
        cwd=folder,
        env={**ENVIRONMENT, "AF_PIPELINE_SEED": SEED},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        process.stdout.readline()
        process.stdout.readline()
        stop(process, folder)
        check(os.path.getsize(os.path.join(folder, "affine.db-wal")) > 0, "there is no log")
        yield config
    finally:
        process.kill()
        process.communicate()


def _killed(folder):
    """The configuration of a validator that was killed at some moment of a window."""
    with _validating(folder, lambda process, _: _stop(process)) as config:
        return config


def beside_a_validator(folder):
    """commands that read work beside a validator and change nothing"""
    with _validating(folder) as config:
        before = _picture(folder)
        for command in READING:
            run("--config", config, *command, cwd=folder)
            same(before, folder, " ".join(command))


def after_a_kill(folder):
    """commands that read work after a validator was killed, and leave what it left"""
    config = _killed(folder)
    export = run("--config", config, "results", "export", cwd=folder).stdout
    write(folder, "crash.jsonl", export)
    read_all(folder, config, "crash")


def log_without_index(folder):
    """a log whose index is missing, as in a copy, is refused with advice, and stays as it is"""
    config = _killed(folder)
    copy = os.path.join(folder, "copy")
    os.makedirs(copy)
    for name in ("affine.db", "affine.db-wal"):
        shutil.copy2(os.path.join(folder, name), copy)
    before = _picture(copy)
    done = run("--config", config, "results", "list", cwd=copy, status=2)
    check("affine.db-shm" in done.stderr and "af validate" in done.stderr, done.stderr)
    same(before, copy, "a refusal")


def held_index(folder):
    """an index that a stopped program holds is refused with advice"""
    with _validating(folder) as config:
        with open(os.path.join(folder, "affine.db-shm"), "r+b") as index:
            fcntl.fcntl(index, fcntl.F_SETLK, _lock_of(fcntl.F_WRLCK, 123, 5))
            done = run("--config", config, "rank", cwd=folder, status=2)
        check("stands still" in done.stderr, done.stderr)
        run("--config", config, "rank", cwd=folder)


def missing(folder):
    """what is not there is not created"""
    config = shutil.copy(os.path.join(RECORDS, "record.yaml"), folder)
    for command in (("miners",), ("rank",), ("results", "list"), ("audit",)):
        done = run("--config", config, *command, cwd=folder, status=1)
        check("af validate" in done.stderr, f"{command}: {done.stderr}")
    equal(os.listdir(folder), ["record.yaml"], "files")


main()
