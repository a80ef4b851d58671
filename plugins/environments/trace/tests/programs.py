# SPDX-License-Identifier: MIT
"""Tasks of trace: what our interpreter says is what Python does."""

import os
import sys

sys.path.append(os.path.join(sys.argv[2], "tests", "e2e"))
from harness import check, environments, equal, main, release_only  # noqa: E402
from tasks import (  # noqa: E402
    MANY,
    check_cheap_answers,
    check_hash_seeds,
    check_references,
    printed,
    sample,
    table,
)


def _tasks(folder):
    return [sample(folder, "trace", level, MANY) for level in range(environments()["trace"])]


def outputs(folder):
    """every program ends in Python with exactly the output that the task holds"""
    for tasks in _tasks(folder):
        for task in tasks:
            wanted = task["private_part"].split("--\n")[0]
            found = printed(task["public_part"])
            check(found == wanted, f"{task['public_part']}\nPython: {found}\nwe: {wanted}")


def prompts(folder):
    """the output does not stand in the prompt"""
    for tasks in _tasks(folder):
        for task in tasks:
            wanted = task["private_part"].split("--\n")[0]
            check(wanted not in task["messages"][0]["text"], task["messages"][0]["text"])


def variety(folder):
    """all programs of a level are different"""
    for level, tasks in enumerate(_tasks(folder)):
        equal(len({task["public_part"] for task in tasks}), MANY, f"programs at level {level}")


def hash_seeds(folder):
    """what a program prints does not depend on the order of a hash table"""
    tasks = sample(folder, "trace", environments()["trace"] - 1, MANY // 4)
    check_hash_seeds([(task["public_part"], "") for task in tasks])


def references(folder):
    """at every level the reference is right and its mutants are wrong"""
    release_only("statistics of many answers")
    check_references("trace", table(folder, "trace", 30))


def cheap_answers(folder):
    """cheap answers are right for at most one task in twelve"""
    release_only("statistics of many answers")
    check_cheap_answers(table(folder, "trace", 30), 1 / 12)


main()
