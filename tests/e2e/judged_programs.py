# SPDX-License-Identifier: MIT
"""Whole validations with models' programs in the sandbox: skills are measured, and the sandbox's
own failures are nobody's."""

import contextlib
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
    environments,
    equal,
    lines,
    main,
    release_only,
    run,
    sandbox_configuration,
    skip_without,
    write,
)

CONTAINER = os.path.join(BUILD, "tests", "container")
FIXED = {"AF_PIPELINE_SEED": SEED}
CONFIGURATION = """
environments:
{environments}
backends:
  - id: simulation
    plugin: mock
    options:
      models:
        sim/gold:   {{personality: gold, latency_ms: 2}}
        sim/strong: {{skill: 0.8, latency_ms: 2}}
        sim/mixed:  {{skill: 0.2, skills: {skills}, latency_ms: 2}}
miners:
  - {{uid: 0, hotkey: hk-gold,   model: sim/gold,   block: 100, backend: simulation}}
  - {{uid: 1, hotkey: hk-strong, model: sim/strong, block: 110, backend: simulation}}
  - {{uid: 2, hotkey: hk-mixed,  model: sim/mixed,  block: 120, backend: simulation}}
chain: {{kind: local, clock: steps}}
sandbox: {{accept_missing: [{accepted}]}}
"""


def _skill(hotkey, environment):
    """The probability of a right answer. hk-mixed is good at what comes first in the alphabet."""
    mixed = 0.7 if environment < "m" else 0.2
    return {"hk-gold": 1.0, "hk-strong": 0.8, "hk-mixed": mixed}[hotkey]


def configuration(folder, tasks, more=""):
    """All environments that af finds, with so many tasks each, and miners of known skill."""
    names = list(environments())
    text = CONFIGURATION.format(
        environments="\n".join(f"  - {{id: {n}, plugin: {n}, tasks: {tasks}}}" for n in names),
        skills=json.dumps({name: _skill("hk-mixed", name) for name in names}),
        accepted=", ".join(MAY_LACK),
    )
    return write(folder, "affine.yaml", text + more)


def rows_of(folder, path):
    text = run("--config", path, "results", "export", cwd=folder).stdout
    return [row for row in lines(text) if row["type"] == "rollout"]


def _validate(folder, path):
    """One more window: its report and its rows."""
    how = ["--config", path, "validate", "--windows", 1, "--json"]
    report = lines(run(*how, cwd=folder, timeout=900, env=FIXED).stdout)[0]
    return report, [row for row in rows_of(folder, path) if row["window"] == report["window"]]


def _with_programs(rows):
    """The environments in which programs ran: their rows name the layers of the sandbox."""
    return {row["environment"] for row in rows if row["sandbox"]}


def skills(folder):
    """every mean is within three standard errors of the miner's skill"""
    release_only("statistics of whole windows")
    report, _ = _validate(folder, configuration(folder, 24))
    for miner in report["miners"]:
        equal(set(miner["scores"]), set(environments()), f"{miner['hotkey']}: environments")
        for name, score in miner["scores"].items():
            skill = _skill(miner["hotkey"], name)
            error = math.sqrt(skill * (1 - skill) / score["samples"])
            check(
                abs(score["mean"] - skill) <= 3 * error + 1e-9,
                f"{miner['hotkey']} on {name}: {score['mean']} of {score['samples']}, "
                f"skill {skill}",
            )


def all_scored(folder):
    """every answer of every miner gets a score"""
    _, rows = _validate(folder, configuration(folder, 2))
    equal({row["environment"] for row in rows}, set(environments()), "environments")
    for row in rows:
        equal(row["state"], "scored", f"row {row['id']} ({row['detail']})")


def layers(folder):
    """a row whose answer is a program names the layers of the sandbox that it ran in"""
    _, rows = _validate(folder, configuration(folder, 2))
    ran = _with_programs(rows)
    check(ran, "no environment ran programs")
    for row in rows:
        if row["environment"] in ran and row["extraction"] == 1:
            check("landlock" in row["sandbox"], f"row {row['id']}: layers {row['sandbox']!r}")


def shipped_configuration(folder):
    """configs/programs.yaml plays a window, and an audit makes all of it again"""
    with open(os.path.join(SOURCE, "configs", "programs.yaml")) as file:
        text = file.read().replace("tasks: 60", "tasks: 2")
    accepted = f"accept_missing: [{', '.join(MAY_LACK)}]"
    path = write(folder, "affine.yaml", text.replace("accept_missing: []", accepted))
    _validate(folder, path)
    audit = json.loads(run("--config", path, "audit", "--json", cwd=folder, timeout=900).stdout)
    equal(audit["findings"], [], "audit")


def _validate_without_sandbox(folder):
    """A window in which the sandbox cannot work: the configuration, and what af said."""
    if not NAMESPACES:
        skip_without("namespaces", "there are none that could come back")
    path = configuration(folder, 2)
    done = subprocess.run(
        [CONTAINER, AF, "--config", path, "validate", "--windows", "1", "--json"],
        cwd=folder,
        env={**ENVIRONMENT, **FIXED},
        capture_output=True,
        text=True,
        timeout=300,
    )
    equal(done.returncode, 0, done.stderr[-3000:])
    return path, done.stderr


def no_sandbox_said(folder):
    """without the sandbox af says why, and that nobody is scored"""
    said = _validate_without_sandbox(folder)[1]
    check("unshare namespaces: Operation not permitted" in said, said[-3000:])
    check("nobody is scored" in said, said[-3000:])


def no_sandbox_void(folder):
    """without the sandbox no program is judged: its row is void, and nobody's fault"""
    path = _validate_without_sandbox(folder)[0]
    without = rows_of(folder, path)
    ran = _with_programs(_validate(folder, path)[1])
    check(ran, "no environment runs programs")
    void = [row for row in without if row["state"] == "void"]
    equal({row["environment"] for row in void}, ran, "environments with void rows")
    equal({row["cause"] for row in void}, {"sandbox_unavailable"}, "causes")
    for row in without:
        if row["environment"] in ran and row["state"] != "void":
            equal(row["cause"], "answer_missing", f"a score without the sandbox: {row}")


def no_sandbox_others(folder):
    """without the sandbox the environments that need none are scored"""
    path = _validate_without_sandbox(folder)[0]
    without = rows_of(folder, path)
    ran = _with_programs(_validate(folder, path)[1])
    others = [row for row in without if row["environment"] not in ran]
    check(others, "every environment runs programs")
    for row in others:
        equal(row["state"], "scored", f"row {row['id']}")


def sandbox_returns(folder):
    """a later window, with the sandbox, has all environments"""
    path = _validate_without_sandbox(folder)[0]
    report, rows = _validate(folder, path)
    equal(report["window"], 2, "window")
    scored = {row["environment"] for row in rows if row["state"] == "scored"}
    equal(scored, set(environments()), "environments that count again")


class _Endless:
    """A validator that plays window after window until it is asked to stop."""

    def __init__(self, folder, path):
        self.folder, self.path = folder, path
        self.process = subprocess.Popen(
            [AF, "--config", path, "validate", "--windows", "1000000"],
            cwd=folder,
            env={**ENVIRONMENT, **FIXED},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def rows(self):
        """The rows so far; none before there is a record."""
        if not os.path.exists(os.path.join(self.folder, "affine.db")):
            return []
        export = run("--config", self.path, "results", "export", cwd=self.folder, status=None)
        return [row for row in lines(export.stdout) if row["type"] == "rollout"]

    def wait_for(self, what, found):
        """Waits, however long it takes, until `found()` is true; its value."""
        deadline = time.monotonic() + 800
        while not (value := found()):
            check(self.process.poll() is None, f"af ended by itself: {what}")
            check(time.monotonic() < deadline, f"hangs: {what}")
            time.sleep(0.1)
        return value

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        errors = self.process.communicate(timeout=240)[1]
        equal(self.process.returncode, 130, errors[-2000:])


def _children(pid, *pattern):
    """Processes that a process has started."""
    found = subprocess.run(["pgrep", "-P", str(pid), *pattern], capture_output=True, text=True)
    return [int(word) for word in found.stdout.split()]


def killed_processes(folder):
    """zygotes and supervisors that are killed cost nobody a score: programs run again"""
    validator = _Endless(folder, configuration(folder, 1))

    def last_window():
        return max((row["window"] for row in validator.rows()), default=0)

    def kill(zygote):
        """Ends one process; False if there is none at the moment."""
        for slot in _children(validator.process.pid, "-f", "sandbox-slot"):
            for pid in _children(slot) if zygote else [slot]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    return True
        return False

    # The sandbox tries a program three times. At most one process is killed in any window, and a
    # window's programs end with it, so no program loses more than one try, whatever the speed.
    for zygote in (True, False, True, True, False, True):
        window = last_window() + 1
        validator.wait_for("a window", lambda: last_window() > window)
        validator.wait_for("a process of the sandbox", lambda: kill(zygote))
    window = last_window() + 1
    validator.wait_for("a last window", lambda: last_window() > window)
    validator.stop()
    rows = rows_of(folder, validator.path)
    equal([row for row in rows if row["state"] != "scored"], [], "rows without a score")
    gold = [row for row in rows if row["hotkey"] == "hk-gold"]
    equal([row for row in gold if row["score"] != 1], [], "wrong answers of a perfect miner")


def stopping(folder):
    """a validator that is asked to stop does not wait for programs, and records nothing of them"""
    more = "pipeline: {stop_seconds: 0.1}\n"
    validator = _Endless(folder, configuration(folder, 30, more))
    validator.wait_for("rollouts", lambda: len(validator.rows()) > 100)
    validator.stop()
    void = [row["detail"] for row in rows_of(folder, validator.path) if row["state"] == "void"]
    equal(void, [], "void rows after a stop")


def full_disk(folder):
    """a full disk does not touch the sandbox: it writes no files"""
    if not MOUNTS:
        skip_without("mounts", "filling a file system needs a mount namespace")
    elsewhere = tempfile.mkdtemp(dir="/var/tmp")
    path, script = sandbox_configuration(elsewhere), write(elsewhere, "a.py", "print(6 * 7)\n")
    fill = """set -e
      mount -t tmpfs -o size=64k none /tmp
      if cat /dev/zero > /tmp/fill 2>/dev/null; then exit 99; fi
      exec "$@" """
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
