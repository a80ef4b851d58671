# SPDX-License-Identifier: MIT
"""A plugin that fails in every way that there is: who is blamed, what restarts, and that others
go on."""

import contextlib
import json
import os

from harness import (
    BUILD,
    check,
    equal,
    limits,
    lines,
    main,
    release_only,
    rollouts,
    run,
    sandbox_configuration,
    write,
)
from model_server import ModelServer
import model_server

FAULTY = os.path.join(BUILD, "test-plugins", "faulty.so")
BOTH_WAYS = ((), ("--in-process",))


def _grade(folder, reply, *more):
    """Lets the plugin grade a reply: the reply names what it does."""
    path = write(folder, "reply.txt", reply)
    words = ("env", "grade", FAULTY, "--seed", "00", "--reply", path, "--json")
    return run(*words, *more, cwd=folder, status=None)


def _verdict(folder, reply, *more):
    return json.loads(_grade(folder, reply, *more).stdout)


def _refused(folder, reply, reason):
    """Grading fails for this reason, in a child and in process."""
    for more in BOTH_WAYS:
        done = _grade(folder, reply, *more)
        equal(done.returncode, 1, f"{reply}: status")
        check(reason in done.stderr, f"{reply}: {done.stderr}")


def right_answer(folder):
    """a right answer scores 1"""
    equal(_verdict(folder, "right")["score"], 1, "right")


def wrong_answer(folder):
    """a wrong answer gets its cause"""
    equal(_verdict(folder, "wrong")["cause"], "answer_wrong", "wrong")


def void_task(folder):
    """a task that the plugin cannot judge gets its cause"""
    equal(_verdict(folder, "void")["cause"], "dataset_unavailable", "void")


def score_not_a_number(folder):
    """a score that is not a number breaks the contract"""
    _refused(folder, "nan", "outside [0,1]")


def score_of_two(folder):
    """a score above 1 breaks the contract"""
    _refused(folder, "two", "outside [0,1]")


def no_verdict(folder):
    """a verdict that was not set breaks the contract"""
    _refused(folder, "unset", "no verdict")


def void_for_a_miner(folder):
    """a void verdict with the cause of a miner breaks the contract"""
    _refused(folder, "void_miner", "void verdict")


def exception(folder):
    """an exception is a failure with its message"""
    _refused(folder, "throw", "thrown on purpose")


def odd_exception(folder):
    """an exception of another type is a failure too"""
    _refused(folder, "throw_odd", "unknown type")


def unknown_cause(folder):
    """a verdict with a cause that there is not breaks the contract"""
    _refused(folder, "unknown_cause", "cause 150")


def unknown_cause_of_failure(folder):
    """a failure with a cause that there is not breaks the contract"""
    _refused(folder, "unknown_failure", "cause 350")


def evidence_is_cut(folder):
    """a megabyte of evidence is cut at 4096 bytes"""
    check(len(_verdict(folder, "evidence")["evidence"]) <= 4096, "evidence is not capped")


def plugin_that_prints(folder):
    """what a plugin prints does not disturb its verdict, in a child and in process"""
    for more in BOTH_WAYS:
        equal(_verdict(folder, "print", *more)["score"], 0, f"a plugin that prints {more}")


def family(folder):
    """a task's family crosses to the host from a child and in process"""
    for more in BOTH_WAYS:
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
    """programs run in the sandbox for a plugin in a child and in process alike"""
    sandbox_configuration(folder)
    for more in BOTH_WAYS:
        found = _verdict(folder, "sandbox_runs", *more)
        equal(found["metrics"], {"sum": 25, "failed": 1}, f"runs {more}")


def programs_without_end(folder):
    """a plugin that asks for one run after another is stopped"""
    sandbox_configuration(folder)
    _refused(folder, "sandbox_forever", "without end")


def too_many_programs(folder):
    """a plugin may ask for 64 runs at once"""
    sandbox_configuration(folder)
    _refused(folder, "sandbox_too_much", "more than 64")


def unknown_language(folder):
    """a plugin that asks for a language that there is not is refused"""
    sandbox_configuration(folder)
    _refused(folder, "sandbox", "no language 'cobol'")


def _locked(folder, what, reason):
    done = _grade(folder, what)
    check(reason in done.stderr, done.stdout + done.stderr)


def no_network(folder):
    """the plugin's process has no network"""
    _locked(folder, "network", "no socket")


def no_files(folder):
    """the plugin's process has no files"""
    _locked(folder, "file", "no file")


def no_processes(folder):
    """the plugin's process starts no processes"""
    _locked(folder, "process", "no process")


def _crashes(folder, how, call_seconds=3600):
    """What af says when a plugin fails in this way, and again in a fresh child."""
    config = write(
        folder,
        "c.yaml",
        f"""
environments:
  - {{id: faulty, plugin: {FAULTY}, call_seconds: {call_seconds}, memory_mib: 256}}
backends: [{{id: m, plugin: mock}}]
""",
    )
    reply = write(folder, "reply.txt", how)
    words = ("env", "grade", "faulty", "--seed", "00", "--reply", reply, "--json")
    return run("-vv", "--config", config, *words, cwd=folder, status=1).stderr


def _fails_twice(errors, reason):
    """Two failures with this reason, and the final word."""
    said = [line for line in errors.splitlines() if "the plugin " in line]
    check(len(said) == 3 and all(reason in line for line in said), errors)


def segfault(folder):
    """a plugin that violates memory is tried once more, and named with its signal"""
    release_only("sanitizers catch signals themselves")
    _fails_twice(_crashes(folder, "segfault"), "SEGV")


def abort(folder):
    """a plugin that aborts is tried once more, and named with its signal"""
    release_only("sanitizers catch signals themselves")
    _fails_twice(_crashes(folder, "abort"), "SIGABRT")


def exit(folder):
    """a plugin that ends its process is tried once more, and named with its status"""
    _fails_twice(_crashes(folder, "exit"), "exited with status 3")


def garbage(folder):
    """a plugin that writes into the protocol is tried once more, and named"""
    _fails_twice(_crashes(folder, "garbage"), "breaks the protocol")


def memory(folder):
    """a plugin that takes all memory fails for that"""
    release_only("sanitizers reserve all of the address space")
    errors = _crashes(folder, "memory")
    check("out of memory" in errors, errors)


def hang(folder):
    """a plugin that does not answer is tried once more, and named"""
    seconds, errors = 1, ""
    # The limit also holds for the calls before: it grows until they are fast enough.
    while errors.count("hangs on purpose") < 2:
        errors = _crashes(folder, "hang", seconds)
        seconds *= 3
    _fails_twice(errors, "did not answer in time")


@contextlib.contextmanager
def _answering(word):
    """A server whose models say what `word` has for them to the faulty plugin's tasks."""

    def answer(model, messages):
        faulty = messages[-1]["content"].startswith("say a word")
        return word[model] if faulty else model_answer(model, messages)

    model_answer, model_server.answer = model_server.answer, answer
    try:
        with ModelServer() as server:
            yield server
    finally:
        model_server.answer = model_answer


def _with_a_crasher(folder):
    """A window in which each reply of one of two miners ends the plugin: what af said, the scores
    of each miner, and the causes of the crasher's rollouts."""
    with _answering({"crasher": "exit", "good": "right"}) as server:
        config = write(
            folder,
            "c.yaml",
            f"""
environments:
  - {{id: faulty, plugin: {FAULTY}, tasks: 6, call_seconds: 3600, crashes_allowed: 3}}
  - {{id: sat, plugin: sat, tasks: 4, levels: {{0: 1}}, call_seconds: 3600}}
backends: [{{id: s, plugin: openai, base_url: "{server.url}"}}]
miners:
  - {{uid: 0, hotkey: good, model: good, backend: s}}
  - {{uid: 1, hotkey: crasher, model: crasher, backend: s}}
chain: {{clock: steps}}
{limits()}
""",
        )
        done = run("--config", config, "validate", "--windows", 1, "--json", cwd=folder)
        scores = {m["hotkey"]: m["scores"] for m in lines(done.stdout)[0]["miners"]}
        causes = {
            row["cause"]
            for row in rollouts(config, folder)
            if (row["hotkey"], row["environment"]) == ("crasher", "faulty")
        }
        return done.stderr, scores, causes


def crasher_pays(folder):
    """every reply that ends the plugin costs the miner who wrote it"""
    _, scores, causes = _with_a_crasher(folder)
    found = scores["crasher"]["faulty"]
    equal((found["mean"], found["samples"], causes), (0, 6, {"plugin_crash"}), "the crasher")


def others_do_not_pay(folder):
    """replies that end the plugin cost no other miner and no other environment anything"""
    _, scores, _ = _with_a_crasher(folder)
    good = scores["good"]
    equal((good["faulty"]["mean"], good["sat"]["mean"]), (1, 1), "the honest miner")


def crasher_brings_no_quarantine(folder):
    """replies of one miner that end the plugin do not put its environment into quarantine"""
    said, _, _ = _with_a_crasher(folder)
    check("quarantine" not in said, said)


def quarantine(folder):
    """a plugin that cannot make tasks is put in quarantine: its tasks are void, the others count"""
    config = write(
        folder,
        "c.yaml",
        f"""
environments:
  - {{id: broken, plugin: {FAULTY}, tasks: 8, crashes_allowed: 3, call_seconds: 3600,
     options: {{fail_in_make: exit}}}}
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


def other_abi(folder):
    """a library of another ABI is refused by name of each field, without being loaded"""
    other = os.path.join(BUILD, "test-plugins", "other_abi.so")
    done = run("env", "show", other, cwd=folder, status=1)
    said = done.stdout + done.stderr
    check("ABI major: the plugin has 99" in said and "pointer bytes" in said, said)
    check("was loaded" not in said, "it was loaded")


def no_plugin(folder):
    """a file that is no plugin is refused"""
    done = run("env", "show", "/usr/bin/env", cwd=folder, status=1)
    check("no affine note" in done.stderr, done.stderr)


def unknown_option(folder):
    """an option that the plugin does not have is shown with its place and the nearest one"""
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
