# SPDX-License-Identifier: MIT
"""Answers to deduction: found where they stand, and only there, and judged by what they print."""

import os
import sys

sys.path.append(os.path.join(sys.argv[2], "tests", "e2e"))
from harness import equal, main, release_only, sandbox_configuration  # noqa: E402
from tasks import (
    check_cheap_answers,
    check_references,
    check_secrets,
    grade,
    program_in,
    sample,
    table,
)  # noqa: E402

FENCE = "```"


def _expect(folder, score, reply):
    """The score of a reply in which RIGHT stands for the reference program."""
    sandbox_configuration(folder)
    right = program_in(sample(folder, "deduction")[0]["solution"])
    verdict = grade(folder, "deduction", reply.replace("RIGHT", right))
    equal(verdict["score"], score, verdict["evidence"])


def plain_fence(folder):
    """a program in a fenced block is found"""
    _expect(folder, 1, f"{FENCE}python\nRIGHT{FENCE}")


def other_mark(folder):
    """the fence may be of tildes"""
    _expect(folder, 1, "~~~py\nRIGHT~~~")


def no_language(folder):
    """the fence need not name a language"""
    _expect(folder, 1, f"{FENCE}\nRIGHT{FENCE}")


def reasoning_before(folder):
    """a program in the reasoning does not count, the one after it does"""
    _expect(
        folder,
        1,
        f"<think>{FENCE}python\nprint(1)\n{FENCE}</think>\n{FENCE}python\nRIGHT{FENCE}",
    )


def output_after_it(folder):
    """a fenced output after the program is not taken for it"""
    _expect(
        folder,
        1,
        f"{FENCE}python\nRIGHT{FENCE}\nFor example:\n{FENCE}text\n1 2\n{FENCE}\n",
    )


def backticks_in_a_text(folder):
    """back-ticks inside a line do not end the program"""
    _expect(folder, 1, f"{FENCE}python\nunused = '''{FENCE}'''\nRIGHT{FENCE}")


def standard_error(folder):
    """what a program prints to standard error does not count"""
    _expect(folder, 1, f"{FENCE}python\nimport sys\nprint('w', file=sys.stderr)\nRIGHT{FENCE}")


def windows_lines(folder):
    """lines may end as on Windows"""
    sandbox_configuration(folder)
    right = program_in(sample(folder, "deduction")[0]["solution"])
    reply = f"{FENCE}python\n{right}{FENCE}\n".replace("\n", "\r\n")
    equal(grade(folder, "deduction", reply)["score"], 1, "score")


def exit_status(folder):
    """a program that ends with a status other than 0 is wrong"""
    _expect(folder, 0, f"{FENCE}python\nRIGHT\nraise SystemExit(3)\n{FENCE}")


def unclosed_reasoning(folder):
    """a program in reasoning that does not end is no answer"""
    _expect(folder, 0, f"<think>{FENCE}python\nRIGHT{FENCE}")


def unclosed_fence(folder):
    """a fence that does not end holds no answer"""
    _expect(folder, 0, f"{FENCE}python\nRIGHT")


def empty_reply(folder):
    """an empty reply is wrong"""
    _expect(folder, 0, "")


def only_words(folder):
    """a reply without a program is wrong"""
    _expect(folder, 0, "The program is easy to write.")


def nul_byte(folder):
    """a program with a NUL byte is wrong"""
    _expect(folder, 0, f"{FENCE}python\nRIGHT\0{FENCE}")


def endless_loop(folder):
    """a program that does not end is wrong"""
    _expect(folder, 0, f"{FENCE}python\nwhile True: pass\n{FENCE}")


def endless_output(folder):
    """a program that prints without end is wrong"""
    _expect(folder, 0, f"{FENCE}python\nwhile True: print('x' * 1000)\n{FENCE}")


def secrets(folder):
    """hidden tests stay hidden: nothing that a program prints gets into the evidence"""
    check_secrets(folder, "deduction", (0, 1))


def references(folder):
    """at every level the reference is right and its mutants are wrong"""
    release_only("statistics of many answers")
    check_references("deduction", table(folder, "deduction", 6))


def cheap_answers(folder):
    """cheap answers are right for no task of six"""
    release_only("statistics of many answers")
    check_cheap_answers(table(folder, "deduction", 6), 0)


main()
