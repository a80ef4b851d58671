"""Generated programs: what our interpreter says they print is what Python prints."""

import contextlib
import io

from harness import SEED, check, equal, lines, main, run

COUNT, LEVELS = 400, 5


def agreement(folder):
    """trace: every program ends in Python with exactly the output that the task holds"""
    for level in range(LEVELS):
        tasks = lines(run("env", "sample", "trace", "--level", level, "--seed", SEED, "--count", COUNT, "--private",
                          "--json", cwd=folder).stdout)
        equal(len(tasks), COUNT, "tasks")
        for task in tasks:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(task["public_part"], "task", "exec"), {"__name__": "__main__"})
            wanted = task["private_part"].split("--\n")[0]
            check(printed.getvalue() == wanted, f"{task['public_part']}\nPython: {printed.getvalue()}\nwe: {wanted}")
            check(task["messages"][0]["text"].count(wanted) == 0, "the output stands in the prompt")
        equal(len({task["public_part"] for task in tasks}), COUNT, f"different programs at level {level}")


def strength(folder):
    """trace: the reference is right, mutants are wrong, cheap answers earn nothing"""
    table = lines(run("env", "table", "trace", "--samples", 60, "--json", cwd=folder).stdout)[0]
    for row in table:
        equal((row["rates"].pop("reference"), row["mutants_right"]), (1, 0), row["name"])
        check(max(row["rates"].values()) <= 0.01, f"{row['name']}: {row['rates']}")


main(agreement, strength)
