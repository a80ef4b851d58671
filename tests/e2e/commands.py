# SPDX-License-Identifier: MIT
"""Every command as a person would type it: what it answers."""

import json
import os
import sqlite3
import subprocess
import time

from harness import (
    AF,
    ENVIRONMENT,
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

CONFIG = os.path.join(SOURCE, "configs", "quickstart.yaml")
FIRST = ("--config", CONFIG)
SECRET = "cpk-secret"


def _json(*arguments, **how):
    return json.loads(run(*arguments, "--json", **how).stdout)


def _recorded(folder):
    """One window of the built-in configuration; what af validate printed."""
    return run(
        *FIRST, "validate", "--windows", 1, cwd=folder, env={"AF_PIPELINE_SEED": SEED}
    ).stdout


def overview(folder):
    """af --help shows how it is used"""
    check("usage: af" in run("--help", cwd=folder).stdout, "no overview")


def help_of_commands(folder):
    """the help of a command has examples and options"""
    for command in ("validate", "env play", "config check", "results export"):
        text = run(*command.split(), "--help", cwd=folder).stdout
        check("Examples:" in text and "--json" in text, f"help of {command}")


def version(folder):
    """af --version prints it"""
    check(run("--version", cwd=folder).stdout.startswith("af "), "no version")


def set_keeps_secrets(folder):
    """af set writes a file of mode 0600, and af get reads it"""
    home = {"HOME": folder}
    run("set", "CHUTES_API_KEY", cwd=folder, env=home, input=SECRET + "\n")
    file = os.path.join(folder, ".affine", "config.env")
    equal(os.stat(file).st_mode & 0o777, 0o600, "mode")
    equal(run("get", "CHUTES_API_KEY", cwd=folder, env=home).stdout, SECRET + "\n", "value")


def secrets_are_not_shown(folder):
    """af config show names a secret and does not print its value"""
    home = {"HOME": folder}
    run("set", "CHUTES_API_KEY", cwd=folder, env=home, input=SECRET + "\n")
    shown = run("config", "show", cwd=folder, env=home)
    check("CHUTES_API_KEY" in shown.stdout, "the name is missing")
    check(SECRET not in shown.stdout + shown.stderr, "the secret is shown")


def unset(folder):
    """af unset removes a setting"""
    home = {"HOME": folder}
    run("set", "R2_BUCKET_ID", "bucket", cwd=folder, env=home)
    run("unset", "R2_BUCKET_ID", cwd=folder, env=home)
    run("get", "R2_BUCKET_ID", cwd=folder, env=home, status=1)


def which_value_wins(folder):
    """a variable of the environment wins over the configuration; config show names its origin"""
    shown = _json("config", "show", cwd=folder, env={"HOME": folder, "AF_STORE_FILE": "other.db"})
    equal(
        shown["values"]["store.file"],
        {"value": "other.db", "origin": "AF_STORE_FILE (environment)"},
        "which value wins",
    )


def init(folder):
    """af init writes a configuration that checks, once"""
    run("init", "here", cwd=folder)
    config = os.path.join(folder, "here", "affine.yaml")
    checked = run("config", "check", config, cwd=folder).stdout
    check("good (3 environments" in checked, checked)
    run("init", "here", cwd=folder, status=1)


def schema(folder):
    """the JSON schema has the required sections and the options of plugins"""
    found = json.loads(run("config", "schema", cwd=folder).stdout)
    equal(set(found["required"]), {"environments", "backends"}, "required sections")
    check("mode" in json.dumps(found), "options of plugins are missing")


def reference_page(folder):
    """docs/configuration.md is what af config schema --markdown prints"""
    with open(os.path.join(SOURCE, "docs", "configuration.md")) as file:
        check(
            run("config", "schema", "--markdown", cwd=folder).stdout == file.read(),
            "docs/configuration.md: generate it again",
        )


def ready_configurations(folder):
    """every file in configs/ checks"""
    for name in sorted(os.listdir(os.path.join(SOURCE, "configs"))):
        done = run(
            "config",
            "check",
            os.path.join(SOURCE, "configs", name),
            cwd=folder,
            env={"MODEL_SERVER_KEY": "k"},
        )
        check("good (" in done.stdout, name)


def environment_list(folder):
    """af env list has an entry for every environment's folder"""
    folders = os.path.join(SOURCE, "plugins", "environments")
    equal(sorted(environments()), sorted(os.listdir(folders)), "environments")


def environment_levels(folder):
    """af env show lists the levels"""
    for name, levels in environments().items():
        equal(len(_json("env", "show", name, cwd=folder)["levels"]), levels, f"levels of {name}")


def _countdown(folder):
    return lines(
        run("env", "sample", "countdown", "--seed", "07", "--private", "--json", cwd=folder).stdout
    )[0]


def sample(folder):
    """af env sample shows a task whose prompt does not hold the answer"""
    task = _countdown(folder)
    check(task["private_part"] not in json.dumps(task["messages"]), "the answer is in the prompt")
    run("env", "sample", "countdown", "--level", "99", cwd=folder, status=2)


def grade(folder):
    """af env grade accepts the reference for its own task only"""
    right = write(folder, "right.txt", _countdown(folder)["solution"])
    for seed, status in (("07", 0), ("08", 1), ("zz", 2)):
        run(
            "env", "grade", "countdown", "--seed", seed, "--reply", right, cwd=folder, status=status
        )


def play(folder):
    """af env play scores an answer"""
    played = run(
        "env",
        "play",
        "countdown",
        "--seed",
        "07",
        cwd=folder,
        input=_countdown(folder)["solution"] + "\n.\n",
    ).stdout
    check("score 1" in played, played)


def play_a_game(folder):
    """a game shows blocked moves, and the end of the input in the middle scores 0"""
    played = run(
        "env", "play", "sokoban", "--seed", "07", cwd=folder, input="<answer>U</answer>\n.\n"
    ).stdout
    check("Turns left: 7" in played and "score 0" in played, played)


def table(folder):
    """af env table: references are right and mutants are wrong"""
    for row in _json("env", "table", "sat", "--samples", "15", cwd=folder):
        equal((row["rates"]["reference"], row["mutants_right"]), (1, 0), row["name"])


def mixed_sat(folder):
    """mixed mode: both formulas must be right, and neither coin flips nor UNSAT earn anything"""
    config = write(
        folder,
        "c.yaml",
        """
environments: [{id: mixed, plugin: sat, options: {mode: mixed}}]
backends: [{id: m, plugin: mock}]
""",
    )
    for row in _json("--config", config, "env", "table", "mixed", "--samples", "40", cwd=folder):
        rates = row["rates"]
        equal((rates["reference"], rates["unsat"], row["mutants_right"]), (1, 0, 0), row["name"])
        check(rates["coin_flip"] <= 0.1, f"{row['name']}: a coin flip earns {rates['coin_flip']}")


def validate(folder):
    """af validate shows the champion and the weights' block"""
    text = _recorded(folder)
    check("★" in text and "Weights on the chain at block" in text, text)


def rank(folder):
    """af rank shows the last window"""
    _recorded(folder)
    equal(_json(*FIRST, "rank", cwd=folder)["weights_submitted"], True, "submitted")


def weights(folder):
    """af weights shows what is on the chain"""
    _recorded(folder)
    found = _json(*FIRST, "weights", cwd=folder)["weights"]
    equal(sum(w["weight"] for w in found), 65535, "weights")


def miners(folder):
    """af miners lists those of the chain"""
    _recorded(folder)
    equal(len(_json(*FIRST, "miners", cwd=folder)), 8, "miners")


def results_list(folder):
    """af results list counts rollouts"""
    _recorded(folder)
    equal(_json(*FIRST, "results", "list", cwd=folder)[0]["rollouts"], 320, "rollouts")


def results_show(folder):
    """af results show prints a conversation"""
    _recorded(folder)
    shown = run(*FIRST, "results", "show", "3", cwd=folder).stdout
    check("--- assistant" in shown, "no conversation")


def doctor(folder):
    """af doctor finds a working machine"""
    findings = _json(*FIRST, "doctor", cwd=folder)
    for what in ("configuration", "environments", "backends", "sandbox", "disk"):
        check(what in [finding["what"] for finding in findings], f"nothing about {what}")


def weights_that_were_left(folder):
    """weights of a window that ended without a submission are submitted by the next start"""
    _recorded(folder)
    dry = run(*FIRST, "validate", "--windows", 1, "--dry-run", "--json", cwd=folder).stdout
    equal(lines(dry)[0]["weights_submitted"], False, "a dry run")
    later = lines(run(*FIRST, "validate", "--windows", 1, "--json", cwd=folder).stdout)
    equal(
        [(w["window"], w["weights_submitted"]) for w in later],
        [(2, True), (3, True)],
        "weights that were left over",
    )
    ledger = sqlite3.connect(os.path.join(folder, "affine-ledger.db"))
    equal(ledger.execute("SELECT count(*) FROM weights").fetchone()[0], 3, "weights on the ledger")


def plugins(folder):
    """af plugin list: every folder of plugins/ is built, and every plugin is good"""
    count = sum(
        len(os.listdir(os.path.join(SOURCE, "plugins", kind)))
        for kind in ("environments", "backends")
    )
    equal([p["state"] for p in _json("plugin", "list", cwd=folder)], ["good"] * count, "plugins")


def miner_that_left(folder):
    """who has left the chain gets no weight: the uid may be somebody else's by then"""
    with open(CONFIG) as file:
        text = file.read()
    config = write(folder, "c.yaml", text)
    # With another seed a second miner may earn a part of the weight by chance.
    fixed = {"AF_PIPELINE_SEED": SEED}
    run("--config", config, "validate", "--windows", 1, "--dry-run", cwd=folder, env=fixed)
    config = write(folder, "c.yaml", text.replace("hotkey: hk-gold", "hotkey: hk-new"))
    done = run("--config", config, "validate", "--windows", 1, "--json", cwd=folder, env=fixed)
    check("still registered" in done.stderr, done.stderr)
    equal(
        [(w["window"], w["weights_submitted"]) for w in lines(done.stdout)],
        [(1, False), (2, True)],
        "submitted",
    )


def completion_scripts(folder):
    """there is a completion script for three shells"""
    for shell in ("bash", "zsh", "fish"):
        check("validate" in run("completion", shell, cwd=folder).stdout, shell)
    run("completion", "tcsh", cwd=folder, status=2)


def completion_in_bash(folder):
    """bash completes a command"""
    script = write(folder, "af.bash", run("completion", "bash", cwd=folder).stdout)
    words = f"source {script}; COMP_WORDS=(af val); COMP_CWORD=1; _af; echo ${{COMPREPLY[@]}}"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True)
    equal(done.stdout.strip(), "validate", "completion of val")


def manual_page(folder):
    """af man prints a manual page"""
    check(run("man", cwd=folder).stdout.startswith(".TH AF 1"), "no manual page")


def small_when_idle(folder):
    """an idle validator takes less than 40 MiB"""
    need("proc")
    release_only("sanitizers need memory of their own")
    with open(CONFIG) as file:
        text = file.read()
    config = write(
        folder,
        "c.yaml",
        text.replace("clock: steps", "clock: wall").replace(
            "window_blocks: 100", "window_blocks: 100000"
        ),
    )
    process = subprocess.Popen(
        [AF, "--config", config, "validate", "--json"],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        check(process.stdout.readline(), "it ended before it reported a window")
        # It gives memory back once it waits for the next window, however fast the machine is.
        resident = 40
        while resident >= 40:
            check(process.poll() is None, "it ended")
            with open(f"/proc/{process.pid}/status") as file:
                resident = int(file.read().split("VmRSS:")[1].split()[0]) // 1024
            time.sleep(0.2)
        process.terminate()
        process.communicate()
        equal(process.returncode, 130, "status")
    finally:
        process.kill()
    print(f"        idle validator: {resident} MiB")


main()
