# SPDX-License-Identifier: MIT
"""Same seeds, same windows; same record, same weights; what was altered is named; tasks are the
same bytes everywhere."""

import os
import sqlite3
import subprocess

from harness import (
    BUILD,
    SEED,
    SOURCE,
    check,
    environments,
    equal,
    lines,
    main,
    need,
    release_only,
    run,
    write,
)

FIXED = {"AF_PIPELINE_SEED": SEED}
STRANGE = {
    "TZ": "Pacific/Chatham",
    "LC_ALL": "de_DE.UTF-8",
    "LANG": "tr_TR.UTF-8",
    "LD_BIND_NOW": "1",
}
CONFIG = os.path.join(SOURCE, "configs", "quickstart.yaml")
BACKENDS = "backends: [{id: simulation, plugin: mock}]\n"


def validate(folder, windows=3):
    os.makedirs(folder, exist_ok=True)
    return run(
        "--config", CONFIG, "validate", "--windows", windows, "--json", cwd=folder, env=FIXED
    ).stdout


def _export(folder):
    text = run("--config", CONFIG, "results", "export", cwd=folder).stdout
    return write(folder, "results.jsonl", text)


def same_windows(folder):
    """two runs with the same seeds give identical windows"""
    one, two = os.path.join(folder, "1"), os.path.join(folder, "2")
    first = validate(one)
    equal(len(lines(first)), 3, "windows")
    equal(validate(two), first, "windows of two runs")


def restart(folder):
    """with a restart between its windows, a run carries the averages over exactly"""
    whole, halves = os.path.join(folder, "whole"), os.path.join(folder, "halves")
    equal(validate(halves, 1) + validate(halves, 2), validate(whole), "windows")


def window_fields(folder):
    """a window's report says who was asked what, and what came of it"""
    report = lines(validate(folder, 1))[0]
    for key in (
        "window",
        "opened_block",
        "closed_block",
        "environments",
        "miners",
        "champion",
        "weights_submitted",
    ):
        check(key in report, f"a window has no {key}")


def same_weights(folder):
    """af score makes the same weights of an export, bit for bit"""
    reports = lines(validate(folder))
    scored = lines(run("score", _export(folder), "--json", cwd=folder).stdout)
    for live in reports:
        live["weights_submitted"] = False
    equal(scored, reports, "score of the export")


def audit(folder):
    """af audit recomputes all, and names a row that was altered by hand"""
    validate(folder, 1)
    whole = run("--config", CONFIG, "audit", "--json", cwd=folder)
    report = lines(whole.stdout)[0]
    equal(report["findings"], [], "findings of an honest record")
    equal(
        (report["rollouts"], report["tasks"], report["skipped"]), (320, 40, 0), "what was audited"
    )
    database = sqlite3.connect(os.path.join(folder, "affine.db"))
    try:
        database.execute("UPDATE rollout SET score = 1 WHERE id = 5")
        raise AssertionError("a rollout could be changed")
    except sqlite3.IntegrityError:
        pass
    database.execute("DROP TRIGGER rollout_never_changes")
    bad = database.execute(
        "SELECT id FROM rollout WHERE state = 'scored' AND score = 0 LIMIT 1"
    ).fetchone()[0]
    database.execute("UPDATE rollout SET score = 1 WHERE id = ?", (bad,))
    other = database.execute("SELECT id FROM rollout WHERE id != ? LIMIT 1", (bad,)).fetchone()[0]
    database.execute("UPDATE rollout SET total_us = total_us + 1 WHERE id = ?", (other,))
    database.commit()
    found = lines(run("--config", CONFIG, "audit", "--json", cwd=folder, status=1).stdout)[0][
        "findings"
    ]
    equal({f["rollout"] for f in found}, {bad, other}, "rows that were altered")
    check(
        any(f["rollout"] == bad and "judged again" in f["what"] for f in found),
        "the score is not recomputed",
    )
    text = run("--config", CONFIG, "audit", bad, cwd=folder, status=1).stdout
    check(f"rollout {bad} " in text, "the row is not named")


def altered_export(folder):
    """an export with a row left out, or another task's seed, does not pass"""
    validate(folder, 1)
    path = _export(folder)
    with open(path) as file:
        rows = file.read().splitlines()
    short = write(folder, "short.jsonl", "\n".join(rows[:5] + rows[6:]))
    check(
        "not those that were there"
        in run("--config", CONFIG, "audit", short, cwd=folder, status=1).stdout,
        "a missing row is not noticed",
    )
    torn = write(folder, "torn.jsonl", "\n".join(rows[:5]) + "\n{\"type\":\"roll")
    check(
        "torn.jsonl:6:1" in run("--config", CONFIG, "audit", torn, cwd=folder, status=2).stderr,
        "no place given",
    )


def _sample(plugin, level, *more, **how):
    """Five tasks of a level, both parts, as af prints them."""
    return run(
        "env",
        "sample",
        plugin,
        "--level",
        level,
        "--seed",
        SEED,
        "--count",
        5,
        "--private",
        "--json",
        *more,
        **how,
    ).stdout


def _same_everywhere(folder, library):
    """Compares every level of every environment with what the library that `library(name)` names
    makes."""
    found = environments()
    check(found, "af finds no environment")
    for name, levels in found.items():
        for level in range(levels):
            wanted = _sample(name, level, cwd=folder)
            equal(len(lines(wanted)), 5, "tasks")
            plugin, more = library(name)
            equal(
                _sample(plugin, level, *more, cwd="/", env=STRANGE),
                wanted,
                f"{name} level {level}: {plugin}",
            )


def same_bytes_in_process(folder):
    """tasks are byte-identical in process and in the child, in another locale, time zone and
    directory"""
    release_only("many starts that others do too")
    _same_everywhere(folder, lambda name: (name, ["--in-process"]))


def same_bytes_without_optimisation(folder):
    """tasks are byte-identical when the environments are built with -O0"""
    release_only("builds with sanitizers have no second build of the plugins")
    _same_everywhere(folder, lambda name: (f"{BUILD}/plain-plugins/environments/{name}.so", []))


def same_bytes_with_clang(folder):
    """tasks are byte-identical when clang builds the environments"""
    release_only("clang's plugins are compared in builds without sanitizers")
    need("clang")
    build = os.path.join(BUILD, "clang-plugins")
    for command in (
        ["cmake", "--preset", "clang", "-B", build, "-DBUILD_TESTING=OFF"],
        ["cmake", "--build", build, "--target", "plugins"],
    ):
        done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True)
        check(done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:])
    _same_everywhere(folder, lambda name: (f"{build}/plugins/environments/{name}.so", []))


def _golden(name):
    """The lines of an environment's golden.txt: level, digest, and options if there are any."""
    path = os.path.join(SOURCE, "plugins", "environments", name, "tests", "golden.txt")
    check(os.path.exists(path), f"{name} has no tests/golden.txt: see tests/README.md")
    with open(path) as file:
        found = [line.split(maxsplit=2) for line in file.read().splitlines()]
    check(found, f"{path} is empty")
    return found


def golden(folder):
    """tasks are the same bytes as when this version of the generators was released"""
    for name, levels in environments().items():
        known = _golden(name)
        plain = {level for level, _, *options in known if not options}
        equal(plain, {str(i) for i in range(levels)}, f"{name}: levels without options")
        for level, wanted, *options in known:
            chosen = f"{{id: chosen, plugin: {name}, options: {(options or ['{}'])[0]}}}"
            config = write(folder, "c.yaml", f"environments: [{chosen}]\n{BACKENDS}")
            sample = ["env", "sample", "chosen", "--level", level, "--seed", "00", "--json"]
            found = lines(run("--config", config, *sample, cwd=folder).stdout)
            equal(
                found[0]["digest"],
                wanted,
                f"{name} level {level}: raise generator_version with any change of tasks",
            )


main()
