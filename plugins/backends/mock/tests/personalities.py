# SPDX-License-Identifier: MIT
"""Simulated miners: each does what its personality and its options say."""

import os
import sys

sys.path.append(os.path.join(sys.argv[2], "tests", "e2e"))
from harness import SEED, check, environments, equal, lines, main, run, write  # noqa: E402

TASKS = 20


def _configuration(folder, models):
    """One environment, and a miner for each of these models: sim/0, sim/1 …"""
    environment = list(environments())[-1]
    names = [f"sim/{number}" for number in range(len(models))]
    known = "".join(f"        {name}: {model}\n" for name, model in zip(names, models))
    miners = "".join(
        f"  - {{uid: {uid}, hotkey: hk-{uid}, model: {name}, block: 1, backend: simulation}}\n"
        for uid, name in enumerate(names)
    )
    text = (
        f"environments: [{{id: e, plugin: {environment}, tasks: {TASKS}, levels: {{0: 1}}}}]\n"
        "backends:\n  - id: simulation\n    plugin: mock\n    options:\n      models:\n"
        f"{known}miners:\n{miners}chain: {{kind: local, clock: steps}}\n"
    )
    return write(folder, "c.yaml", text)


def _play(folder, *models):
    """The rows of one window, a list for each model, in the order of the tasks."""
    how = ["--config", _configuration(folder, models)]
    run(*how, "validate", "--windows", 1, cwd=folder, env={"AF_PIPELINE_SEED": SEED})
    rows = lines(run(*how, "results", "export", cwd=folder).stdout)
    found = [[] for _ in models]
    for row in sorted((r for r in rows if r["type"] == "rollout"), key=lambda r: r["task"]):
        found[row["uid"]].append(row)
    equal({len(rows) for rows in found}, {TASKS}, "rows of a miner")
    return found


def _values(rows, column):
    return {row[column] for row in rows}


def gold(folder):
    """gold is always right"""
    (rows,) = _play(folder, "{personality: gold}")
    equal(_values(rows, "score"), {1}, "scores")


def random_replies(folder):
    """random is never right"""
    (rows,) = _play(folder, "{personality: random}")
    equal(_values(rows, "score"), {0}, "scores")


def skill(folder):
    """a miner of skill 0.5 is sometimes right and sometimes wrong"""
    (rows,) = _play(folder, "{skill: 0.5}")
    equal(_values(rows, "score"), {0, 1}, "scores")


def skill_by_environment(folder):
    """the skill of an environment replaces the general one there"""
    good, bad = _play(folder, "{skill: 0, skills: {e: 1}}", "{skill: 1, skills: {e: 0}}")
    equal((_values(good, "score"), _values(bad, "score")), ({1}, {0}), "scores")


def copy(folder):
    """a copy replies as its original does"""
    original, copied = _play(folder, "{skill: 0.5}", "{personality: copy, copy_of: sim/0}")
    for one, two in zip(original, copied):
        equal(two["conversation"], one["conversation"], f"task {one['task']}")


def copy_of_nothing(folder):
    """a copy of a model that is not there is refused"""
    config = _configuration(folder, ["{personality: copy, copy_of: sim/7}"])
    done = run("--config", config, "validate", "--windows", 1, cwd=folder, status=2)
    check("copy_of must name a model" in done.stderr, done.stderr)


def fault(folder):
    """a fault of probability 1 befalls every reply"""
    (rows,) = _play(folder, "{personality: gold, faults: {length_cut: 1}}")
    equal(_values(rows, "cause"), {"length_cut"}, "causes")


def unknown_fault(folder):
    """a fault that nobody knows is refused"""
    config = _configuration(folder, ["{faults: {earthquake: 1}}"])
    done = run("--config", config, "validate", "--windows", 1, cwd=folder, status=2)
    check("no such fault: earthquake" in done.stderr, done.stderr)


def tokens(folder):
    """tokens are reported as configured"""
    (rows,) = _play(folder, "{personality: gold, tokens: 7, tokens_spread: 0}")
    equal(_values(rows, "completion_tokens"), {7}, "tokens")


main()
