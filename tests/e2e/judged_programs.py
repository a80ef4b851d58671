# SPDX-License-Identifier: MIT
"""Whole validations with models' programs in the sandbox: skills are measured, and the sandbox's
own failures are
nobody's."""

import json
import math
import os
import shutil
import signal
import subprocess
import tempfile
import time

from harness import (
    AF,
    BUILD,
    ENVIRONMENT,
    MAY_LACK,
    MOUNTS,
    NAMESPACES,
    SEED,
    SOURCE,
    check,
    equal,
    lines,
    main,
    release_only,
    run,
    skip_without,
    write,
)

CONTAINER = os.path.join(BUILD, "tests", "container")
SKILLS = {"hk-gold": {}, "hk-strong": {}, "hk-coder": {"deduction": 0.7, "coding": 0.7}}
DEFAULT = {"hk-gold": 1.0, "hk-strong": 0.8, "hk-coder": 0.2}


def configuration(folder, tasks, accepted=MAY_LACK, name="affine.yaml"):
    text = open(os.path.join(SOURCE, "configs", "programs.yaml")).read()
    text = text.replace("tasks: 60", f"tasks: {tasks}").replace(
        "accept_missing: []", f"accept_missing: [{', '.join(accepted)}]"
    )
    return write(folder, name, text)


def rows_of(folder, path):
    return [
        row
        for row in lines(run("--config", path, "results", "export", cwd=folder).stdout)
        if row["type"] == "rollout"
    ]


def skills(folder):
    """seven environments, miners of known skill: every mean within three standard errors"""
    release_only("statistics of whole windows")
    path = configuration(folder, 24)
    report = lines(
        run(
            "--config",
            path,
            "validate",
            "--windows",
            "1",
            "--json",
            cwd=folder,
            timeout=900,
            env={"AF_PIPELINE_SEED": SEED},
        ).stdout
    )[0]
    equal(len(report["environments"]), 7, "environments")
    for miner in report["miners"]:
        for name, score in miner["scores"].items():
            skill = SKILLS[miner["hotkey"]].get(name, DEFAULT[miner["hotkey"]])
            error = math.sqrt(skill * (1 - skill) / score["samples"])
            check(
                abs(score["mean"] - skill) <= 3 * error + 1e-9,
                f"{miner['hotkey']} on {name}: {score['mean']} of {score['samples']}, "
                f"skill {skill}",
            )
    for row in rows_of(folder, path):
        equal(row["state"], "scored", f"row {row['id']} ({row['detail']})")
        ran = row["environment"] in ("abduction", "deduction", "coding")
        check(
            not ran or row["extraction"] != 1 or "landlock" in row["sandbox"],
            f"row {row['id']} names no layers",
        )
        check(ran or row["sandbox"] == "", f"row {row['id']} ran nothing")
    audit = json.loads(run("--config", path, "audit", "--json", cwd=folder, timeout=900).stdout)
    equal(audit["findings"], [], "audit")


def no_sandbox(folder):
    """without the sandbox its tasks are void for everyone, the others count, and a later window
    has all"""
    if not NAMESPACES:
        skip_without("namespaces", "there are none that could come back")
    path = configuration(folder, 6)
    done = subprocess.run(
        [CONTAINER, AF, "--config", path, "validate", "--windows", "1", "--json"],
        cwd=folder,
        env={**ENVIRONMENT, "AF_PIPELINE_SEED": SEED},
        capture_output=True,
        text=True,
        timeout=300,
    )
    equal(done.returncode, 0, done.stderr[-3000:])
    check("unshare namespaces: Operation not permitted" in done.stderr, done.stderr[-3000:])
    check("nobody is scored" in done.stderr, done.stderr[-3000:])
    extracted = set()
    for row in rows_of(folder, path):
        if row["environment"] not in ("abduction", "deduction", "coding"):
            equal(row["state"], "scored", "an environment that needs no sandbox")
        elif row["state"] == "void":
            equal(row["cause"], "sandbox_unavailable", "cause")
            extracted.add(row["environment"])
        else:
            equal(row["cause"], "answer_missing", f"a score without the sandbox: {row}")
    equal(extracted, {"abduction", "deduction", "coding"}, "environments with void rows")
    report = lines(
        run(
            "--config",
            path,
            "validate",
            "--windows",
            "1",
            "--json",
            cwd=folder,
            timeout=300,
            env={"AF_PIPELINE_SEED": SEED},
        ).stdout
    )[0]
    equal(report["window"], 2, "window")
    scored = {
        row["environment"]
        for row in rows_of(folder, path)
        if row["window"] == 2 and row["state"] == "scored"
    }
    equal(len(scored), 7, "environments that count again")


def killed_processes(folder):
    """zygotes and supervisors that are killed all the time cost nobody a score"""
    path = configuration(folder, 8)
    process = subprocess.Popen(
        [AF, "--config", path, "validate", "--windows", "1", "--json"],
        cwd=folder,
        env={**ENVIRONMENT, "AF_PIPELINE_SEED": SEED},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    killed = 0
    while process.poll() is None:
        found = subprocess.run(
            ["pgrep", "-P", str(process.pid), "-f", "sandbox-slot"], capture_output=True, text=True
        )
        slots = found.stdout.split()
        zygotes = [
            pid
            for slot in slots
            for pid in subprocess.run(
                ["pgrep", "-P", slot], capture_output=True, text=True
            ).stdout.split()
        ]
        for pid in (zygotes if killed % 3 else slots)[:1]:
            killed += subprocess.run(["kill", "-9", pid], capture_output=True).returncode == 0
        try:
            process.wait(0.3)
        except subprocess.TimeoutExpired:
            pass
    errors = process.stderr.read()
    equal(process.returncode, 0, errors[-3000:])
    check(killed > 0, "nothing was killed")
    for row in rows_of(folder, path):
        if row["hotkey"] == "hk-gold" and row["state"] == "scored":
            equal(row["score"], 1, f"gold on {row['environment']}: {row['detail']}")
        check(row["state"] != "void" or row["cause"] == "sandbox_unavailable", str(row))


def stopping(folder):
    """a validator that is asked to stop does not wait for programs, and records nothing of them"""
    path = configuration(folder, 30)
    with open(path, "a") as file:
        file.write("pipeline:\n  stop_seconds: 0.1\n")
    process = subprocess.Popen(
        [AF, "--config", path, "validate", "--windows", "1"],
        cwd=folder,
        env={**ENVIRONMENT, "AF_PIPELINE_SEED": SEED},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 600
    while not os.path.exists(f"{folder}/affine.db") or len(rows_of(folder, path)) <= 100:
        check(process.poll() is None and time.monotonic() < deadline, "no rollouts")
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=240)[1]
    equal(process.returncode, 130, errors[-2000:])
    equal(
        [row["detail"] for row in rows_of(folder, path) if row["state"] == "void"],
        [],
        "void rows after a stop",
    )


def full_disk(folder):
    """a full disk does not touch the sandbox: it writes no files"""
    if not MOUNTS:
        skip_without("mounts", "filling a file system needs a mount namespace")
    elsewhere = tempfile.mkdtemp(dir="/var/tmp")
    path, script = configuration(elsewhere, 1), write(elsewhere, "a.py", "print(6 * 7)\n")
    fill = "mount -t tmpfs -o size=64k none /tmp && "
    fill += "(cat /dev/zero > /tmp/fill || true) 2>/dev/null; exec \"$@\""
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", fill, "sh", AF, "--config", path, "sandbox", "exec", script],
        cwd="/",
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    shutil.rmtree(elsewhere)
    equal(done.stdout, "42\n", done.stderr)


main()
