# SPDX-License-Identifier: MIT
"""Answers to coding: functions are called with their arguments and judged by what they return."""

import os
import sys

sys.path.append(os.path.join(sys.argv[2], "tests", "e2e"))
from harness import check, equal, main, release_only, sandbox_configuration  # noqa: E402
from tasks import (
    check_cheap_answers,
    check_secrets,
    grade,
    program_in,
    sample,
    table,
)  # noqa: E402


def _expect(folder, score, change):
    """The score of the reference function after a change of its text."""
    sandbox_configuration(folder)
    right = program_in(sample(folder, "coding")[0]["solution"])
    verdict = grade(folder, "coding", f"```python\n{change(right)}\n```")
    equal(verdict["score"], score, verdict["evidence"])


def reference(folder):
    """the reference function is right"""
    _expect(folder, 1, lambda right: right)


def printing(folder):
    """what is printed while the function is defined does not count"""
    _expect(folder, 1, lambda right: "print('started')\n" + right + "\nprint('defined')")


def main_part(folder):
    """the part for a main program does not run"""
    _expect(
        folder, 1, lambda right: right + "\nif __name__ == '__main__':\n    raise SystemExit(1)"
    )


def other_definition(folder):
    """the function may be defined by a lambda expression"""
    _expect(
        folder,
        1,
        lambda right: right.replace("def solve(", "def answer(")
        + "\nsolve = lambda *a: answer(*a)",
    )


def patched_module(folder):
    """an answer that changes the json module is wrong"""
    _expect(folder, 0, lambda right: right + "\nimport json\njson.dumps = lambda x: '1'")


def equal_to_all(folder):
    """a result that says that it equals everything is wrong"""
    _expect(
        folder,
        0,
        lambda right: right + "\nclass Same(int):\n    def __eq__(self, other): return True\n"
        "solve = lambda *a: Same(0)",
    )


def other_name(folder):
    """an answer without the function is wrong"""
    _expect(folder, 0, lambda right: right.replace("def solve(", "def other("))


def early_exit(folder):
    """a function that ends the process is wrong"""
    _expect(folder, 0, lambda right: "def solve(*a):\n    import os\n    os._exit(0)")


def not_a_number(folder):
    """a function that returns not-a-number is wrong"""
    _expect(folder, 0, lambda right: "def solve(*a):\n    return float('nan')")


def text_for_a_number(folder):
    """a text is no number"""
    _expect(folder, 0, lambda right: "def solve(*a):\n    return str(1)")


def printed_arguments(folder):
    """an answer that prints what it is given is wrong"""
    _expect(folder, 0, lambda right: "import sys\nprint(open(0).read())\nsys.exit(0)")


def secrets(folder):
    """hidden tests stay hidden: nothing that a program prints gets into the evidence"""
    check_secrets(folder, "coding", (0, 1))


def cheap_answers(folder):
    """cheap answers, slow methods among them, are right for no task of two"""
    release_only("slow methods take long")
    check_cheap_answers(table(folder, "coding", 2), 0)


def table_shows_gaps(folder):
    """the table shows, at the efficient levels only, how much of the limit reference and slow
    method take"""
    release_only("slow methods take long")
    for row in table(folder, "coding", 1):
        gaps = {
            metric: set(replies)
            for metric, replies in row["metrics"].items()
            if metric.startswith("time_per_limit.")
        }
        efficient = row["name"].startswith("efficient")
        equal(len(gaps), 1 if efficient else 0, f"{row['name']}: families")
        for metric, replies in gaps.items():
            check({"reference", "slow"} <= replies, f"{row['name']}, {metric}: {replies}")


main()
