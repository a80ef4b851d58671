# SPDX-License-Identifier: MIT
"""What a person typed, wrote or left lying wrongly: exit statuses and messages."""

import fcntl
import filecmp
import os
import re
import shutil
import sqlite3
import subprocess

from harness import AF, ENVIRONMENT, SOURCE, check, equal, main, run, write

CONFIG = os.path.join(SOURCE, "configs", "quickstart.yaml")
FIRST = ("--config", CONFIG)


def unknown_command(folder):
    """an unknown command is a usage error that names the nearest one"""
    done = run("vaildate", cwd=folder, status=2)
    check("did you mean 'af validate'" in done.stderr, done.stderr)


def incomplete_command(folder):
    """the first of two words alone lists the second words"""
    check("af env sample" in run("env", cwd=folder, status=2).stderr, "no list of second words")


def unknown_option(folder):
    """an unknown option is a usage error"""
    run("validate", "--nonsense", cwd=folder, status=2)


def wrong_option_value(folder):
    """an option's value of the wrong kind is a usage error"""
    run("validate", "--windows", "many", cwd=folder, status=2)


def missing_argument(folder):
    """a missing argument is a usage error"""
    run("env", "show", cwd=folder, status=2)


def unknown_environment(folder):
    """an unknown environment names the nearest one"""
    done = run("env", "show", "sta", cwd=folder, status=1)
    check("did you mean 'sat'" in done.stderr, done.stderr)


def missing_configuration(folder):
    """a configuration that is not there is a usage error"""
    run("--config", "/nowhere.yaml", "validate", cwd=folder, status=2)


def missing_record(folder):
    """a command that reads a record that is not there gives advice"""
    check("no such database" in run("rank", cwd=folder, status=1).stderr, "no advice")


def output_that_is_lost(folder):
    """results that could not be written are an error"""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [AF, "env", "list"], cwd=folder, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE
        )
    check(done.returncode == 1 and b"could not be written" in done.stderr, str(done))


def wrong_setting_name(folder):
    """a setting's name must be upper case"""
    run("set", "lower", "x", cwd=folder, env={"HOME": folder}, status=2)


def mistakes_in_configurations(folder):
    """a mistake in a configuration is shown with its file, its line and a caret"""
    with open(CONFIG) as file:
        text = file.read()
    bad = write(folder, "bad.yaml", text.replace("tasks: 16", "tasks: sixteen", 1))
    done = run("config", "check", bad, cwd=folder, status=2)
    check("bad.yaml:" in done.stderr and "\n" in done.stderr and "^" in done.stderr, done.stderr)


def mistakes_in_plugin_options(folder):
    """an option of a plugin is checked as the configuration's own keys are"""
    with open(CONFIG) as file:
        text = file.read()
    bad = write(folder, "bad.yaml", text.replace("skill: 0.9", "skill: 9", 1))
    check("out of range" in run("config", "check", bad, cwd=folder, status=2).stderr, "no range")


def unknown_result(folder):
    """a result that there is not is an error"""
    run(*FIRST, "validate", "--windows", 1, cwd=folder)
    run(*FIRST, "results", "show", "99999", cwd=folder, status=1)


def unknown_rule(folder):
    """af score refuses a rule that there is not"""
    run(*FIRST, "validate", "--windows", 1, cwd=folder)
    export = write(folder, "e.jsonl", run(*FIRST, "results", "export", cwd=folder).stdout)
    done = run("score", export, "--rule", "nothing", cwd=folder, status=2)
    check("no rule named" in done.stderr, done.stderr)


def refused_start(folder):
    """a start that is refused changes nothing: neither the ledger nor the record"""
    config = f"{folder}/c.yaml"
    text = open(os.path.join(SOURCE, "configs", "quickstart.yaml")).read()
    write(folder, "c.yaml", text)
    run("--config", config, "validate", "--windows", "1", cwd=folder)
    shutil.copytree(folder, f"{folder}-before")
    try:
        miners = re.findall(r"hotkey: (\S+?)[,}]", text)
        write(folder, "c.yaml", text.replace(miners[0], "somebody-else"))
        os.remove(f"{folder}-before/c.yaml")
        with open(f"{folder}/affine.db") as record:
            fcntl.flock(record, fcntl.LOCK_EX)
            refused = run("--config", config, "validate", "--windows", "1", cwd=folder, status=2)
        check("another af writes" in refused.stderr, refused.stderr)
        os.remove(config)
        compared = filecmp.dircmp(folder, f"{folder}-before")
        equal((compared.left_only, compared.right_only), ([], []), "files")
        same, different, failed = filecmp.cmpfiles(
            folder, f"{folder}-before", compared.common_files, shallow=False
        )
        equal((different, failed), ([], []), "files that changed")
        check("affine-ledger.db" in same, f"the ledger was compared: {same}")
    finally:
        shutil.rmtree(f"{folder}-before")


def foreign_file(folder):
    """a file that is no database is refused and stays as it is"""
    other = write(folder, "notes.txt", "not a database\n")
    os.chmod(other, 0o644)
    done = run(
        *FIRST, "validate", "--windows", 1, cwd=folder, env={"AF_STORE_FILE": other}, status=1
    )
    check(done.stderr.count("notes.txt") == 1 and "not a database" in done.stderr, done.stderr)
    with open(other) as file:
        equal(
            (file.read(), os.stat(other).st_mode & 0o777),
            ("not a database\n", 0o644),
            "somebody else's file",
        )


def foreign_database(folder):
    """a database of another program is refused"""
    other = sqlite3.connect(os.path.join(folder, "other.db"))
    other.execute("PRAGMA application_id = 7")
    other.close()
    done = run(
        *FIRST, "validate", "--windows", 1, cwd=folder, env={"AF_STORE_FILE": "other.db"}, status=2
    )
    check("belongs to another program" in done.stderr, done.stderr)


def empty_export(folder):
    """an empty export neither has a score nor passes an audit"""
    empty = write(folder, "empty.jsonl", "")
    done = run("score", empty, cwd=folder, status=1)
    check("no closed window" in done.stderr, done.stderr)
    done = run(*FIRST, "audit", empty, cwd=folder, status=1)
    check("no window" in done.stderr, done.stderr)


def impossible_scores(folder):
    """an export with a score that cannot be is refused"""
    for score in ("2", "null", '"1"'):
        row = '{"type":"rollout","id":1,"window":1,"state":"scored","score":%s}' % score
        run("score", write(folder, "bad.jsonl", row), cwd=folder, status=2)


main()
