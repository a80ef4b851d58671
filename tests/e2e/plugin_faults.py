# SPDX-License-Identifier: MIT
"""A plugin that fails in every way that there is: who is blamed, what restarts, and that others
go on."""

import json
import os

from harness import BUILD, SEED, check, equal, lines, main, run, sandbox_configuration, write
from model_server import ModelServer
import model_server

FAULTY = os.path.join(BUILD, "test-plugins", "faulty.so")
SANITIZED = "asan" in BUILD or "tsan" in BUILD


def grade(folder, reply, *more, config=None):
    path = write(folder, "reply.txt", reply)
    name = FAULTY if config is None else "faulty"
    first = () if config is None else ("--config", config)
    return run(
        *first,
        "env",
        "grade",
        name,
        "--seed",
        "00",
        "--reply",
        path,
        "--json",
        *more,
        cwd=folder,
        status=None,
    )


def verdicts(folder):
    """verdicts that break the contract are refused; honest ones pass"""
    equal(json.loads(grade(folder, "right").stdout)["score"], 1, "right")
    equal(json.loads(grade(folder, "wrong").stdout)["cause"], "answer_wrong", "wrong")
    equal(json.loads(grade(folder, "void").stdout)["cause"], "dataset_unavailable", "void")
    for reply, reason in (
        ("nan", "outside [0,1]"),
        ("two", "outside [0,1]"),
        ("unset", "no verdict"),
        ("void_miner", "void verdict"),
        ("throw", "thrown on purpose"),
        ("throw_odd", "unknown type"),
        ("unknown_cause", "cause 150"),
        ("unknown_failure", "cause 350"),
    ):
        for more in ((), ("--in-process",)):
            done = grade(folder, reply, *more)
            equal(done.returncode, 1, f"{reply}: status")
            check(reason in done.stderr, f"{reply}: {done.stderr}")
    check(
        len(json.loads(grade(folder, "evidence").stdout)["evidence"]) <= 4096,
        "evidence is not capped",
    )
    equal(json.loads(grade(folder, "print").stdout)["score"], 0, "a plugin that prints")
    equal(
        json.loads(grade(folder, "print", "--in-process").stdout)["score"],
        0,
        "one that prints in process",
    )


def family(folder):
    """a task's family crosses to the host from a child and in process"""
    for more in ((), ("--in-process",)):
        found = json.loads(
            run("env", "sample", FAULTY, "--seed", "00", "--json", *more, cwd=folder).stdout
        )
        equal(found["family"], "words", f"family {more}")
    check(
        ", family words" in run("env", "sample", FAULTY, "--seed", "00", cwd=folder).stdout,
        "text form",
    )


def other_versions(folder):
    """plugins that were built against other minor versions of the ABI run in a child process"""
    for version in ("v1_0", "grown"):
        plugin = os.path.join(BUILD, "abi-plugins", f"environment_{version}.so")
        found = json.loads(
            run("env", "sample", plugin, "--seed", "00", "--private", "--json", cwd=folder).stdout
        )
        equal(found["family"], "squares", f"{version}: family")
        equal(
            found["messages"][0]["text"],
            "settings count=3;mode=mild;words=;groups=;",
            f"{version}: options",
        )
        equal(
            found["solution"], f"<answer>{found['private_part']}</answer>", f"{version}: solution"
        )


def programs(folder):
    """programs run in the sandbox for a plugin in a child and in process, alike and within
    bounds"""
    sandbox_configuration(folder)
    for more in ((), ("--in-process",)):
        found = json.loads(grade(folder, "sandbox_runs", *more).stdout)
        equal(found["metrics"], {"sum": 25, "failed": 1}, f"runs {more}")
        check("without end" in grade(folder, "sandbox_forever", *more).stderr, "runs without end")
        check("more than 64" in grade(folder, "sandbox_too_much", *more).stderr, "65 runs")
        check(
            "no language 'cobol'" in grade(folder, "sandbox", *more).stderr, "an unknown language"
        )


def locked_down(folder):
    """the plugin's process has no network, no files, no processes, no environment"""
    for reply in ("network", "file", "process"):
        done = grade(folder, reply)
        check(
            f"no {'socket' if reply == 'network' else reply}" in done.stderr,
            f"{reply}: {done.stdout}{done.stderr}",
        )


def crashes(folder):
    """crash, hang, exit, garbage and memory are told apart, after one more try in a fresh child"""
    config = write(
        folder,
        "c.yaml",
        f"""
environments: [{{id: faulty, plugin: {FAULTY}, call_seconds: 4, memory_mib: 256}}]
backends: [{{id: m, plugin: mock}}]
""",
    )
    ways = {
        "segfault": "SEGV",
        "abort": "SIGABRT",
        "exit": "exited with status 3",
        "hang": "did not answer in time",
        "garbage": "breaks the protocol",
        "memory": "out of memory",
    }
    if SANITIZED:  # sanitizers catch signals themselves and reserve all of the address space
        ways = {"exit": ways["exit"], "hang": ways["hang"], "garbage": ways["garbage"]}
    for reply, reason in ways.items():
        done = grade(folder, reply, config=config)
        equal(done.returncode, 1, f"{reply}: status")
        check(reason in done.stderr, f"{reply}: {done.stderr}")
        if reply != "memory":
            equal(
                done.stderr.count("the plugin "),
                3,
                f"{reply}: two failures and the final word\n{done.stderr}",
            )


def attribution(folder):
    """replies that crash a plugin cost their miner alone: no quarantine, and other environments
    go on"""

    def answer(model, messages):
        prompt = messages[-1]["content"]
        if prompt.startswith("say a word"):
            return {"crasher": "exit", "hanger": "hang", "good": "right"}[model]
        return model_answer(model, messages)

    model_answer, model_server.answer = model_server.answer, answer
    try:
        with ModelServer() as server:
            config = write(
                folder,
                "c.yaml",
                f"""
environments:
  - {{id: faulty, plugin: {FAULTY}, tasks: 6, call_seconds: 3, crashes_allowed: 3}}
  - {{id: sat, plugin: sat, tasks: 4, levels: {{0: 1}}}}
backends: [{{id: s, plugin: openai, base_url: "{server.url}"}}]
miners:
  - {{uid: 0, hotkey: good, model: good, backend: s}}
  - {{uid: 1, hotkey: crasher, model: crasher, backend: s}}
chain: {{clock: steps}}
""",
            )
            done = run("--config", config, "validate", "--windows", 1, "--json", cwd=folder)
            check(
                "quarantine" not in done.stderr, "one miner has put an environment into quarantine"
            )
            report = lines(done.stdout)[0]
            scores = {m["hotkey"]: m["scores"] for m in report["miners"]}
            equal(scores["good"]["faulty"]["mean"], 1, "the honest miner")
            equal(
                (scores["crasher"]["faulty"]["mean"], scores["crasher"]["faulty"]["samples"]),
                (0, 6),
                "the crasher",
            )
            equal(scores["good"]["sat"]["mean"], 1, "the other environment")
            rows = lines(run("--config", config, "results", "export", cwd=folder).stdout)
            causes = {
                r["cause"]
                for r in rows
                if r.get("hotkey") == "crasher" and r.get("environment") == "faulty"
            }
            equal(causes, {"plugin_crash"}, "cause")
    finally:
        model_server.answer = model_answer


def quarantine(folder):
    """a plugin that cannot make tasks is put in quarantine: its tasks are void, the others count"""
    config = write(
        folder,
        "c.yaml",
        f"""
environments:
  - {{id: broken, plugin: {FAULTY}, tasks: 8, crashes_allowed: 3, options: {{fail_in_make: exit}}}}
  - {{id: countdown, plugin: countdown, tasks: 4, levels: {{0: 1}}}}
backends: [{{id: m, plugin: mock,
            options: {{models: {{g: {{personality: gold}}, r: {{personality: random}}}}}}}}]
miners:
  - {{uid: 0, hotkey: g, model: g, backend: m}}
  - {{uid: 1, hotkey: r, model: r, backend: m}}
chain: {{clock: steps}}
""",
    )
    done = run("--config", config, "validate", "--windows", 1, "--json", cwd=folder)
    check("quarantine" in done.stderr, "no word of the quarantine")
    report = lines(done.stdout)[0]
    for miner in report["miners"]:
        equal(miner["scores"]["broken"]["samples"], 0, "samples of a broken environment")
        equal(miner["scores"]["countdown"]["samples"], 4, "samples of the other")
    equal(report["champion"], 0, "champion")


def refusals(folder):
    """a library of another ABI is refused by name of each field, without being loaded"""
    other = os.path.join(BUILD, "test-plugins", "other_abi.so")
    done = run("env", "show", other, cwd=folder, status=1)
    check(
        "ABI major: the plugin has 99" in done.stderr and "pointer bytes" in done.stderr,
        done.stderr,
    )
    check("was loaded" not in done.stdout + done.stderr, "it was loaded")
    done = run("env", "show", "/usr/bin/env", cwd=folder, status=1)
    check("no affine note" in done.stderr, done.stderr)
    config = write(
        folder,
        "c.yaml",
        f"""
environments: [{{id: faulty, plugin: {FAULTY}, options: {{numbr: 3}}}}]
backends: [{{id: m, plugin: mock}}]
""",
    )
    done = run("config", "check", config, cwd=folder, status=2)
    check("c.yaml:2:" in done.stderr and "did you mean 'number'?" in done.stderr, done.stderr)


main()
