# SPDX-License-Identifier: MIT
"""Generated tasks about programs: what our interpreter and our oracles say is what Python does;
answers are found and
judged as they must be."""

import contextlib
import io
import json
import random
import subprocess
import sys

from harness import (
    SANITIZED,
    SEED,
    check,
    equal,
    lines,
    main,
    release_only,
    run,
    sandbox_configuration,
    write,
)

COUNT, LEVELS = (100 if SANITIZED else 400), 5


def sample(folder, name, level, count):
    return lines(
        run(
            "env",
            "sample",
            name,
            "--level",
            level,
            "--seed",
            SEED,
            "--count",
            count,
            "--private",
            "--json",
            cwd=folder,
        ).stdout
    )


def python(source, text=""):
    """What Python prints for a program and an input."""
    waiting = iter(text.splitlines())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(
            compile(source, "task", "exec"),
            {"__name__": "__main__", "input": lambda: next(waiting)},
        )
    return printed.getvalue()


def traces(folder):
    """trace: every program ends in Python with exactly the output that the task holds"""
    for level in range(LEVELS):
        tasks = sample(folder, "trace", level, COUNT)
        equal(len(tasks), COUNT, "tasks")
        for task in tasks:
            wanted = task["private_part"].split("--\n")[0]
            printed = python(task["public_part"])
            check(printed == wanted, f"{task['public_part']}\nPython: {printed}\nwe: {wanted}")
            check(task["messages"][0]["text"].count(wanted) == 0, "the output stands in the prompt")
        equal(
            len({task["public_part"] for task in tasks}),
            COUNT,
            f"different programs at level {level}",
        )


def inputs(folder):
    """abduction: every program prints its output in Python for the input that the task hides, and
    shows nothing of it"""
    for level in range(LEVELS):
        tasks = sample(folder, "abduction", level, COUNT // 2)
        for task in tasks:
            program, wanted = task["public_part"].rsplit("\n--\n", 1)
            printed = python(program, task["private_part"])
            check(printed == wanted, f"{program}\nPython: {printed}\nwe: {wanted}")
            words = [line for line in task["private_part"].splitlines() if line.isalpha()]
            check(
                not any(word in wanted for word in words),
                f"the output shows the input: {words}, {wanted}",
            )
        equal(
            len({task["public_part"] for task in tasks}),
            COUNT // 2,
            f"different programs at level {level}",
        )


def guesses(folder):
    """abduction: a guess of the right kind earns at most 1 % where programs are smallest"""
    release_only("statistics of many guesses")
    draw = random.Random(1)

    def line_like(line):
        if line.isalpha():
            return "".join(draw.choice("abcdef") for _ in range(draw.randint(4, 8)))
        if line.isdigit():
            return str(draw.randint(1, 400))
        return " ".join(str(draw.randint(0, 60)) for _ in range(draw.randint(3, 6)))

    hits = tries = 0
    for task in sample(folder, "abduction", 0, COUNT):
        program, wanted = task["public_part"].rsplit("\n--\n", 1)
        for _ in range(20):
            guess = "\n".join(map(line_like, task["private_part"].splitlines()))
            tries += 1
            with contextlib.suppress(Exception):
                hits += python(program, guess) == wanted
    check(hits <= tries / 100, f"{hits} of {tries} guesses were right")


def hash_seeds(folder):
    """trace and abduction: what a program prints does not hang on the order of a hash table"""
    programs = [(task["public_part"], "") for task in sample(folder, "trace", 4, COUNT // 4)]
    programs += [
        (task["public_part"].rsplit("\n--\n", 1)[0], task["private_part"])
        for task in sample(folder, "abduction", 4, COUNT // 4)
    ]
    script = (
        "import json, sys\nfor source, text in json.load(sys.stdin):\n"
        "    exec(source, {'__name__': '__main__', 'input': iter(text.splitlines()).__next__})\n"
    )
    printed = {
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
    equal(len(printed), 1, "outputs under three hash seeds")
    check(len(printed.pop().splitlines()) >= len(programs), "it printed")


def strength(folder):
    """all: the reference is right, mutants are wrong, cheap answers earn nothing"""
    release_only("statistics of many answers")
    sandbox_configuration(folder)
    for name, samples in (("trace", 30), ("abduction", 6), ("deduction", 6), ("coding", 3)):
        table = lines(
            run(
                "env",
                "table",
                name,
                "--samples",
                samples,
                "--json",
                cwd=folder,
                timeout=3600,
            ).stdout
        )[0]
        for row in table:
            equal(
                (row["rates"].pop("reference"), row["mutants_right"]),
                (1, 0),
                f"{name} {row['name']}",
            )
            check(max(row["rates"].values()) <= 1 / 12, f"{name} {row['name']}: {row['rates']}")
            gaps = {
                metric: replies
                for metric, replies in row["metrics"].items()
                if metric.startswith("time_per_limit.")
            }
            equal(
                bool(gaps),
                row["name"].startswith("efficient"),
                f"{name} {row['name']}: calibrated limits",
            )
            for metric, replies in gaps.items():
                check(
                    replies["reference"]["largest"] < 0.5,
                    f"{metric}: the reference needs {replies}",
                )
                check(
                    replies["slow"]["smallest"] >= 5, f"{metric}: the slow method needs {replies}"
                )


def grade(folder, name, reply, level=0, seed="00"):
    path = write(folder, "reply.txt", reply)
    done = run(
        "env",
        "grade",
        name,
        "--level",
        level,
        "--seed",
        seed,
        "--reply",
        path,
        "--json",
        cwd=folder,
        status=None,
    )
    check(done.stdout, done.stderr)
    return json.loads(done.stdout)


def answers(folder):
    """answers are found where they stand, and only there"""
    sandbox_configuration(folder)
    task = sample(folder, "deduction", 0, 1)[0]
    right = task["solution"].split("```python\n")[1].rsplit("```")[0]

    def score(reply):
        return grade(folder, "deduction", reply, seed=SEED)["score"]

    fence = "```"
    for what, reply, wanted in (
        ("plain", f"{fence}python\n{right}{fence}", 1),
        ("other mark", f"~~~py\n{right}~~~", 1),
        ("no language", f"{fence}\n{right}{fence}", 1),
        (
            "reasoning before",
            f"<think>{fence}python\nprint(1)\n{fence}</think>\n{fence}python\n{right}{fence}",
            1,
        ),
        (
            "an output after it",
            f"{fence}python\n{right}{fence}\nFor example:\n{fence}text\n1 2\n{fence}\n",
            1,
        ),
        ("back-ticks in a text", f"{fence}python\nunused = '''{fence}'''\n{right}{fence}", 1),
        (
            "a warning on standard error",
            f"{fence}python\nimport sys\nprint('w', file=sys.stderr)\n{right}{fence}",
            1,
        ),
        ("windows lines", f"{fence}python\r\n" + right.replace("\n", "\r\n") + f"{fence}\r\n", 1),
        ("exit status", f"{fence}python\n{right}\nraise SystemExit(3)\n{fence}", 0),
        ("unclosed reasoning", f"<think>{fence}python\n{right}{fence}", 0),
        ("unclosed fence", f"{fence}python\n{right}", 0),
        ("nothing", "", 0),
        ("only words", "The program is easy to write.", 0),
        ("a NUL byte", f"{fence}python\n{right}\0{fence}", 0),
        ("a loop", f"{fence}python\nwhile True: pass\n{fence}", 0),
        ("a flood", f"{fence}python\nwhile True: print('x' * 1000)\n{fence}", 0),
    ):
        equal(score(reply), wanted, what)


def secrets(folder):
    """hidden tests stay hidden: nothing that a program prints gets into the evidence"""
    sandbox_configuration(folder)
    program = (
        "import sys\ntext = sys.stdin.read()\nprint('LEAK' + text)\n"
        "print('LEAK' + text, file=sys.stderr)\n"
        "class LEAK(Exception): pass\nraise LEAK('LEAK' + text)"
    )
    for name in ("deduction", "coding"):
        for level in (0, 1):
            found = grade(folder, name, f"```python\n{program}\n```", level)
            equal(found["score"], 0, name)
            check("LEAK" not in json.dumps(found), f"{name}: {found}")


def wrong_inputs(folder):
    """abduction: any input that works is right, with every blank that matters; what breaks the
    program is wrong"""
    sandbox_configuration(folder)
    task = sample(folder, "abduction", 1, 1)[0]
    right = task["private_part"]

    def score(text, around="```input\n{}```"):
        return grade(folder, "abduction", around.format(text), level=1, seed=SEED)

    equal(score(right)["score"], 1, "the reference")
    equal(score(right, "~~~~input\n{}~~~~")["score"], 1, "another fence")
    equal(score(right + "more lines\n")["score"], 1, "lines that are not read")
    for what, text in (
        ("a line before", "\n" + right),
        ("nothing", ""),
        ("no number", "x y\n" * 5),
        ("a huge number", "9" * 5000 + "\n" + right),
        ("a long list", "1 " * 40000 + "\n"),
    ):
        equal(score(text)["score"], 0, what)


def functions(folder):
    """functions are called with their arguments and judged by what they return"""
    sandbox_configuration(folder)
    task = sample(folder, "coding", 0, 1)[0]
    right = task["solution"].split("```python\n")[1].rsplit("```")[0]

    def score(program):
        return grade(folder, "coding", f"```python\n{program}\n```", seed=SEED)["score"]

    equal(score(right), 1, "the reference")
    equal(score("print('started')\n" + right + "\nprint('defined')"), 1, "one that prints")
    equal(score(right + "\nif __name__ == '__main__':\n    raise SystemExit(1)"), 1, "a main part")
    equal(
        score(right.replace("def solve(", "def answer(") + "\nsolve = lambda *a: answer(*a)"),
        1,
        "another way to define it",
    )
    equal(score(right + "\nimport json\njson.dumps = lambda x: '1'"), 0, "a patched module")
    equal(
        score(
            right + "\nclass Same(int):\n    def __eq__(self, other): return True\n"
            "solve = lambda *a: Same(0)"
        ),
        0,
        "equal to all",
    )
    equal(score(right.replace("def solve(", "def other(")), 0, "no such function")
    equal(score("def solve(*a):\n    import os\n    os._exit(0)"), 0, "an early exit")
    equal(score("def solve(*a):\n    return float('nan')"), 0, "not a number")
    equal(score("def solve(*a):\n    return str(1)"), 0, "a text")
    equal(score("import sys\nprint(open(0).read())\nsys.exit(0)"), 0, "its arguments printed")


main()
