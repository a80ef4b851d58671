"""Every command as a person would type it: results, exit statuses, messages."""

import json
import os
import sqlite3
import subprocess
import time

from harness import AF, ENVIRONMENT, SEED, SOURCE, check, equal, lines, main, run, write

CONFIG = os.path.join(SOURCE, "configs", "quickstart.yaml")


def help_and_mistakes(folder):
    """help, nearest names, exit statuses"""
    check("usage: af" in run("--help", cwd=folder).stdout, "no overview")
    for command in ("validate", "env play", "config check", "results export"):
        text = run(*command.split(), "--help", cwd=folder).stdout
        check("Examples:" in text and "--json" in text, f"help of {command}")
    check("did you mean 'af validate'" in run("vaildate", cwd=folder, status=2).stderr, "no suggestion")
    check("af env sample" in run("env", cwd=folder, status=2).stderr, "no list of second words")
    run("validate", "--windows", "many", cwd=folder, status=2)
    run("validate", "--nonsense", cwd=folder, status=2)
    run("env", "show", cwd=folder, status=2)
    check("did you mean 'sat'" in run("env", "show", "sta", cwd=folder, status=1).stderr, "no suggestion")
    run("--config", "/nowhere.yaml", "validate", cwd=folder, status=2)
    check("no such database" in run("rank", cwd=folder, status=1).stderr, "no advice")
    check(run("--version", cwd=folder).stdout.startswith("af "), "no version")
    with open("/dev/full", "w") as full:
        done = subprocess.run([AF, "env", "list"], cwd=folder, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE)
    check(done.returncode == 1 and b"could not be written" in done.stderr, f"results were lost: {done}")


def settings(folder):
    """af set, get, unset keep secrets in a file of mode 0600, and config show does not print them"""
    home = {"HOME": folder}
    run("set", "CHUTES_API_KEY", cwd=folder, env=home, input="cpk-secret\n")
    run("set", "R2_BUCKET_ID", "bucket", cwd=folder, env=home)
    file = os.path.join(folder, ".affine", "config.env")
    equal(os.stat(file).st_mode & 0o777, 0o600, "mode")
    equal(run("get", "CHUTES_API_KEY", cwd=folder, env=home).stdout, "cpk-secret\n", "value")
    shown = run("config", "show", cwd=folder, env=home)
    check("CHUTES_API_KEY" in shown.stdout and "cpk-secret" not in shown.stdout + shown.stderr, "the secret is shown")
    run("unset", "R2_BUCKET_ID", cwd=folder, env=home)
    run("get", "R2_BUCKET_ID", cwd=folder, env=home, status=1)
    run("set", "lower", "x", cwd=folder, env=home, status=2)
    winner = run("config", "show", "--json", cwd=folder, env={**home, "AF_STORE_FILE": "other.db"}).stdout
    equal(json.loads(winner)["values"]["store.file"], {"value": "other.db", "origin": "AF_STORE_FILE (environment)"},
          "which value wins")


def configuration(folder):
    """af init writes a configuration that checks; the schema fits it"""
    run("init", "here", cwd=folder)
    config = os.path.join(folder, "here", "affine.yaml")
    check("good (3 environments" in run("config", "check", config, cwd=folder).stdout, "it does not check")
    run("init", "here", cwd=folder, status=1)
    schema = json.loads(run("config", "schema", cwd=folder).stdout)
    equal(set(schema["required"]), {"environments", "backends"}, "required sections")
    check("mode" in json.dumps(schema), "options of plugins are missing")
    page = open(os.path.join(SOURCE, "docs", "configuration.md")).read()
    equal(run("config", "schema", "--markdown", cwd=folder).stdout, page, "docs/configuration.md: generate it again")
    for name in sorted(os.listdir(os.path.join(SOURCE, "configs"))):
        check("good (" in run("config", "check", os.path.join(SOURCE, "configs", name), cwd=folder,
                                            env={"MODEL_SERVER_KEY": "k"}).stdout, name)
    bad = write(folder, "bad.yaml", open(config).read().replace("tasks: 16", "tasks: sixteen", 1))
    done = run("config", "check", bad, cwd=folder, status=2)
    check("bad.yaml:" in done.stderr and "\n" in done.stderr and "^" in done.stderr, done.stderr)
    bad = write(folder, "bad2.yaml", open(config).read().replace("skill: 0.9", "skill: 9", 1))
    check("out of range" in run("config", "check", bad, cwd=folder, status=2).stderr, "a plugin's option")


def environments(folder):
    """af env list, show, sample, play, grade, table"""
    listed = json.loads(run("env", "list", "--json", cwd=folder).stdout)
    equal([e["id"] for e in listed], ["abduction", "coding", "countdown", "deduction", "sat", "sokoban", "trace"], "environments")
    equal(len(json.loads(run("env", "show", "sat", "--json", cwd=folder).stdout)["levels"]), 7, "levels of sat")
    task = lines(run("env", "sample", "countdown", "--seed", "07", "--private", "--json", cwd=folder).stdout)[0]
    check(task["private_part"] not in json.dumps(task["messages"]), "the answer is in the prompt")
    right = write(folder, "right.txt", task["solution"])
    run("env", "grade", "countdown", "--seed", "07", "--reply", right, cwd=folder)
    run("env", "grade", "countdown", "--seed", "08", "--reply", right, cwd=folder, status=1)
    run("env", "grade", "countdown", "--seed", "zz", "--reply", right, cwd=folder, status=2)
    run("env", "sample", "countdown", "--level", "99", cwd=folder, status=2)
    played = run("env", "play", "countdown", "--seed", "07", cwd=folder, input=task["solution"] + "\n.\n").stdout
    check("score 1" in played, played)
    # A game: moves that are blocked, and the end of the input in the middle.
    played = run("env", "play", "sokoban", "--seed", "07", cwd=folder, input="<answer>U</answer>\n.\n").stdout
    check("Turns left: 7" in played and "score 0" in played, played)
    table = json.loads(run("env", "table", "sat", "--samples", "15", "--json", cwd=folder).stdout)
    check(all(row["rates"]["reference"] == 1 and row["mutants_right"] == 0 for row in table), "references or mutants")


def mixed_sat(folder):
    """mixed mode: both formulas must be right, and neither coin flips nor UNSAT earn anything"""
    config = write(folder, "c.yaml", """
environments: [{id: mixed, plugin: sat, options: {mode: mixed}}]
backends: [{id: m, plugin: mock}]
""")
    table = json.loads(run("--config", config, "env", "table", "mixed", "--samples", "40", "--json", cwd=folder).stdout)
    for row in table:
        equal((row["rates"]["reference"], row["rates"]["unsat"], row["mutants_right"]), (1, 0, 0), row["name"])
        check(row["rates"]["coin_flip"] <= 0.1, f"{row['name']}: a coin flip earns {row['rates']['coin_flip']}")


def record(folder):
    """validate, rank, weights, miners, results, score, doctor"""
    first = ("--config", CONFIG)
    text = run(*first, "validate", "--windows", 1, cwd=folder, env={"AF_PIPELINE_SEED": SEED}).stdout
    check("★" in text and "Weights on the chain at block" in text, text)
    equal(json.loads(run(*first, "rank", "--json", cwd=folder).stdout)["weights_submitted"], True, "submitted")
    weights = json.loads(run(*first, "weights", "--json", cwd=folder).stdout)["weights"]
    equal(sum(w["weight"] for w in weights), 65535, "weights")
    equal(len(json.loads(run(*first, "miners", "--json", cwd=folder).stdout)), 8, "miners")
    equal(json.loads(run(*first, "results", "list", "--json", cwd=folder).stdout)[0]["rollouts"], 320, "rollouts")
    check("--- assistant" in run(*first, "results", "show", "3", cwd=folder).stdout, "no conversation")
    run(*first, "results", "show", "99999", cwd=folder, status=1)
    run(*first, "doctor", cwd=folder)
    export = write(folder, "e.jsonl", run(*first, "results", "export", cwd=folder).stdout)
    check("no rule named" in run("score", export, "--rule", "luck", cwd=folder, status=2).stderr, "unknown rule")
    dry = run(*first, "validate", "--windows", 1, "--dry-run", "--json", cwd=folder).stdout
    equal(lines(dry)[0]["weights_submitted"], False, "a dry run")
    # As after a crash between the end of a window and its submission.
    later = lines(run(*first, "validate", "--windows", 1, "--json", cwd=folder).stdout)
    equal([(w["window"], w["weights_submitted"]) for w in later], [(2, True), (3, True)], "weights that were left over")
    ledger = sqlite3.connect(os.path.join(folder, "affine-ledger.db"))
    equal(ledger.execute("SELECT count(*) FROM weights").fetchone()[0], 3, "weights on the ledger")
    equal([p["state"] for p in json.loads(run("plugin", "list", "--json", cwd=folder).stdout)], ["good"] * 9, "plugins")


def foreign_files(folder):
    """files that are not ours are refused and stay as they are; empty records are no success"""
    first = ("--config", CONFIG)
    other = write(folder, "notes.txt", "not a database\n")
    os.chmod(other, 0o644)
    done = run(*first, "validate", "--windows", 1, cwd=folder, env={"AF_STORE_FILE": other}, status=1)
    check(done.stderr.count("notes.txt") == 1 and "not a database" in done.stderr, done.stderr)
    equal((open(other).read(), os.stat(other).st_mode & 0o777), ("not a database\n", 0o644), "somebody else's file")
    sqlite3.connect(os.path.join(folder, "other.db")).execute("PRAGMA application_id = 7").connection.close()
    done = run(*first, "validate", "--windows", 1, cwd=folder, env={"AF_STORE_FILE": "other.db"}, status=2)
    check("belongs to another program" in done.stderr, done.stderr)
    empty = write(folder, "empty.jsonl", "")
    check("no closed window" in run("score", empty, cwd=folder, status=1).stderr, "an empty export has a score")
    check("no window" in run(*first, "audit", empty, cwd=folder, status=1).stderr, "an empty export holds")
    for score in ("2", "null", '"1"'):
        row = ('{"type":"rollout","id":1,"window":1,"state":"scored","score":%s}' % score)
        run("score", write(folder, "bad.jsonl", row), cwd=folder, status=2)


def left(folder):
    """who has left the chain gets no weight: the uid may be somebody else's by then"""
    text = open(CONFIG).read()
    config = write(folder, "c.yaml", text)
    run("--config", config, "validate", "--windows", 1, "--dry-run", cwd=folder)
    config = write(folder, "c.yaml", text.replace("hotkey: hk-gold", "hotkey: hk-new"))
    done = run("--config", config, "validate", "--windows", 1, "--json", cwd=folder)
    check("still registered" in done.stderr, done.stderr)
    equal([(w["window"], w["weights_submitted"]) for w in lines(done.stdout)], [(1, False), (2, True)], "submitted")


def shells(folder):
    """completion for three shells, and a manual page that man accepts"""
    for shell in ("bash", "zsh", "fish"):
        check("validate" in run("completion", shell, cwd=folder).stdout, shell)
    run("completion", "tcsh", cwd=folder, status=2)
    script = write(folder, "af.bash", run("completion", "bash", cwd=folder).stdout)
    done = subprocess.run(["bash", "-c", f"source {script}; COMP_WORDS=(af val); COMP_CWORD=1; _af; echo ${{COMPREPLY[@]}}"],
                          capture_output=True, text=True)
    equal(done.stdout.strip(), "validate", "completion of val")
    check(run("man", cwd=folder).stdout.startswith(".TH AF 1"), "no manual page")


def closed_windows(folder):
    try:
        database = sqlite3.connect(f"file:{folder}/affine.db?mode=ro", uri=True)
        return database.execute("SELECT count(*) FROM window WHERE closed").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def small(folder):
    """an idle validator is small"""
    config = write(folder, "c.yaml", open(CONFIG).read().replace("clock: steps", "clock: wall")
                   .replace("window_blocks: 100", "window_blocks: 100000"))
    if not os.path.exists("/proc/self/status"):
        print("     SKIPPED: /proc is not mounted")
        return
    process = subprocess.Popen([AF, "--config", config, "validate"], cwd=folder, env=ENVIRONMENT,
                               stdout=subprocess.DEVNULL)
    try:
        # One window, then it waits for the next.
        deadline = time.monotonic() + 600
        while not closed_windows(folder):
            check(process.poll() is None and time.monotonic() < deadline, "the first window was not closed")
            time.sleep(0.2)
        status = open(f"/proc/{process.pid}/status").read()
        resident = int(status.split("VmRSS:")[1].split()[0]) // 1024
        process.terminate()
        equal(process.wait(timeout=240), 130, "status")
    finally:
        process.kill()
    print(f"     idle validator: {resident} MiB")
    check(resident < 40 or "asan" in AF or "tsan" in AF, f"{resident} MiB")


main(help_and_mistakes, settings, configuration, environments, mixed_sat, record, foreign_files, left, shells, small)
