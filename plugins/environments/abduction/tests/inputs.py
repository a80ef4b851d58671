# SPDX-License-Identifier: MIT
"""Tasks of abduction: the hidden input works in Python, stays hidden, and is not the only one."""

import contextlib
import os
import random
import sys

sys.path.append(os.path.join(sys.argv[2], "tests", "e2e"))
from harness import (
    check,
    environments,
    equal,
    main,
    release_only,
    sandbox_configuration,
)  # noqa: E402
from tasks import (  # noqa: E402
    MANY,
    check_cheap_answers,
    check_hash_seeds,
    check_references,
    grade,
    printed,
    sample,
    table,
)

FENCE = "```input\n{}```"


def _tasks(folder):
    return [
        sample(folder, "abduction", level, MANY // 2)
        for level in range(environments()["abduction"])
    ]


def _parts(task):
    """A task's program and the output that is wanted."""
    return task["public_part"].rsplit("\n--\n", 1)


def outputs(folder):
    """every program prints its output in Python for the input that the task hides"""
    for tasks in _tasks(folder):
        for task in tasks:
            program, wanted = _parts(task)
            found = printed(program, task["private_part"])
            check(found == wanted, f"{program}\nPython: {found}\nwe: {wanted}")


def hidden_inputs(folder):
    """an output shows no word of the hidden input"""
    for tasks in _tasks(folder):
        for task in tasks:
            words = [line for line in task["private_part"].splitlines() if line.isalpha()]
            wanted = _parts(task)[1]
            check(not any(word in wanted for word in words), f"{words}, {wanted}")


def variety(folder):
    """all programs of a level are different"""
    for level, tasks in enumerate(_tasks(folder)):
        equal(len({task["public_part"] for task in tasks}), MANY // 2, f"programs at level {level}")


def hash_seeds(folder):
    """what a program prints does not depend on the order of a hash table"""
    tasks = sample(folder, "abduction", environments()["abduction"] - 1, MANY // 4)
    check_hash_seeds([(_parts(task)[0], task["private_part"]) for task in tasks])


def guesses(folder):
    """a guess of the right kind is right in at most 1 % where programs are smallest"""
    release_only("statistics of many guesses")
    draw = random.Random(1)

    def line_like(line):
        if line.isalpha():
            return "".join(draw.choice("abcdef") for _ in range(draw.randint(4, 8)))
        if line.isdigit():
            return str(draw.randint(1, 400))
        return " ".join(str(draw.randint(0, 60)) for _ in range(draw.randint(3, 6)))

    hits = tries = 0
    for task in sample(folder, "abduction", 0, MANY):
        program, wanted = _parts(task)
        for _ in range(20):
            guess = "\n".join(map(line_like, task["private_part"].splitlines()))
            tries += 1
            with contextlib.suppress(Exception):
                hits += printed(program, guess) == wanted
    check(hits <= tries / 100, f"{hits} of {tries} guesses were right")


def references(folder):
    """at every level the reference is right and its mutants are wrong"""
    release_only("statistics of many answers")
    check_references("abduction", table(folder, "abduction", 6))


def cheap_answers(folder):
    """cheap answers are right for no task of six"""
    release_only("statistics of many answers")
    check_cheap_answers(table(folder, "abduction", 6), 0)


def _expect(folder, score, change, around=FENCE):
    """The score of the hidden input after a change, written into `around`."""
    sandbox_configuration(folder)
    right = sample(folder, "abduction", 1)[0]["private_part"]
    verdict = grade(folder, "abduction", around.format(change(right)), level=1)
    equal(verdict["score"], score, verdict["evidence"])


def same_input(folder):
    """the hidden input is right"""
    _expect(folder, 1, lambda right: right)


def other_fence(folder):
    """the input may stand in a fence of another kind"""
    _expect(folder, 1, lambda right: right, "~~~~input\n{}~~~~")


def lines_after_it(folder):
    """lines that the program does not read do not matter"""
    _expect(folder, 1, lambda right: right + "more lines\n")


def line_before_it(folder):
    """an empty line is kept, and the program reads it"""
    _expect(folder, 0, lambda right: "\n" + right)


def empty_input(folder):
    """an empty input is wrong"""
    _expect(folder, 0, lambda right: "")


def no_number(folder):
    """an input of words where the program wants numbers is wrong"""
    _expect(folder, 0, lambda right: "x y\n" * 5)


def huge_number(folder):
    """a number of 5000 digits is wrong"""
    _expect(folder, 0, lambda right: "9" * 5000 + "\n" + right)


def long_list(folder):
    """a list of 40,000 numbers is wrong"""
    _expect(folder, 0, lambda right: "1 " * 40000 + "\n")


main()
