# SPDX-License-Identifier: MIT
"""What tests of environments share: tasks and verdicts as af prints them, what Python prints."""

import contextlib
import io
import json
import subprocess
import sys

from harness import SANITIZED, SEED, check, equal, lines, run, sandbox_configuration, write

# How many tasks to look at where each takes little time.
MANY = 100 if SANITIZED else 400


def sample(folder, name, level=0, count=1):
    """Tasks with their hidden parts, from the seed SEED."""
    how = ["--level", level, "--seed", SEED, "--count", count, "--private", "--json"]
    return lines(run("env", "sample", name, *how, cwd=folder).stdout)


def grade(folder, name, reply, level=0):
    """The verdict on a reply to the first task of `sample`. The folder has a sandbox_configuration
    if the environment runs programs."""
    path = write(folder, "reply.txt", reply)
    how = ["--level", level, "--seed", SEED, "--reply", path, "--json"]
    done = run("env", "grade", name, *how, cwd=folder, status=None)
    check(done.stdout, done.stderr)
    return json.loads(done.stdout)


def table(folder, name, samples):
    """The rows of `af env table`, one a level."""
    sandbox_configuration(folder)
    how = ["--samples", samples, "--json"]
    done = run("env", "table", name, *how, cwd=folder, timeout=3600, status=None)
    check(done.stdout, done.stderr)
    return json.loads(done.stdout)


def program_in(solution):
    """The Python program of a reference answer."""
    return solution.split("```python\n")[1].rsplit("```")[0]


def check_references(name, rows):
    """At every level the reference is right and its mutants are wrong."""
    for row in rows:
        right = (row["rates"]["reference"], row["mutants_right"])
        equal(right, (1, 0), f"{name}, {row['name']}: reference and mutants")


def check_cheap_answers(rows, most):
    """At every level, every cheap answer is right for at most this part of the tasks."""
    for row in rows:
        cheap = {name: rate for name, rate in row["rates"].items() if name != "reference"}
        check(cheap, f"{row['name']}: no cheap answers")
        check(max(cheap.values()) <= most, f"{row['name']}: {cheap}")


def check_secrets(folder, name, levels):
    """Nothing that a program prints or raises gets into the evidence against it."""
    sandbox_configuration(folder)
    program = (
        "import sys\ntext = sys.stdin.read()\nprint('LEAK' + text)\n"
        "print('LEAK' + text, file=sys.stderr)\n"
        "class LEAK(Exception): pass\nraise LEAK('LEAK' + text)"
    )
    for level in levels:
        found = grade(folder, name, f"```python\n{program}\n```", level)
        equal(found["score"], 0, f"level {level}")
        check("LEAK" not in json.dumps(found), str(found))


def printed(source, text=""):
    """What Python prints for a program and an input."""
    waiting = iter(text.splitlines())
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(
            compile(source, "task", "exec"),
            {"__name__": "__main__", "input": lambda: next(waiting)},
        )
    return output.getvalue()


def check_hash_seeds(programs):
    """What programs print, (source, input) each, does not depend on the order of a hash table."""
    script = (
        "import json, sys\nfor source, text in json.load(sys.stdin):\n"
        "    exec(source, {'__name__': '__main__', 'input': iter(text.splitlines()).__next__})\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=json.dumps(programs),
            text=True,
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "77777")
    }
    equal(len(outputs), 1, "outputs under three hash seeds")
    check(len(outputs.pop().splitlines()) >= len(programs), "it printed")
