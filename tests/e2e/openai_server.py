# SPDX-License-Identifier: MIT
"""The validator against a real OpenAI-compatible server whose models solve tasks from the prompt
text alone."""

import collections
import os

from harness import check, equal, limits, lines, main, rollouts, run, write
from model_server import ModelServer
import model_server

KEY = "k-123"
Window = collections.namedtuple("Window", "report rows text keys")


def _validated(folder, model, stream=True, tasks=4):
    """One window with one miner: its report, its rollouts, everything that af wrote, and the keys
    that the server saw."""
    with ModelServer() as server:
        config = write(
            folder,
            "c.yaml",
            f"""
environments:
  - {{id: sat, plugin: sat, tasks: {2 * tasks}, levels: {{0: 1, 2: 1}}}}
  - {{id: countdown, plugin: countdown, tasks: {2 * tasks}, levels: {{0: 1}}}}
  - {{id: sokoban, plugin: sokoban, tasks: {tasks}, levels: {{0: 1}}}}
backends:
  - id: s
    plugin: openai
    base_url: "{server.url}"
    options: {{stream: {str(stream).lower()}, api_key: TEST_KEY}}
miners: [{{uid: 0, hotkey: a, model: {model}, backend: s}}]
chain: {{clock: steps}}
{limits()}
""",
        )
        first = ("-vvv", "--config", config)
        env = {"TEST_KEY": KEY}
        done = run(*first, "validate", "--windows", 1, "--json", cwd=folder, env=env)
        export = run("--config", config, "results", "export", cwd=folder).stdout
        text = done.stdout + done.stderr + export
        return Window(lines(done.stdout)[0], rollouts(config, folder), text, server.keys)


def _means(window):
    return {name: found["mean"] for name, found in window.report["miners"][0]["scores"].items()}


def solver_streamed(folder):
    """a model that solves everything scores 1 everywhere, streamed"""
    means = _means(_validated(folder, "solver", tasks=10))
    equal(means, {"sat": 1.0, "countdown": 1.0, "sokoban": 1.0}, "means")


def solver_whole(folder):
    """a model that solves everything scores 1 everywhere, with whole replies"""
    means = _means(_validated(folder, "solver", stream=False, tasks=10))
    equal(means, {"sat": 1.0, "countdown": 1.0, "sokoban": 1.0}, "means")


def solver_of_one(folder):
    """a model that solves one environment scores 1 there and 0 elsewhere"""
    means = _means(_validated(folder, "solver-of-sat", tasks=10))
    equal(means, {"sat": 1.0, "countdown": 0.0, "sokoban": 0.0}, "means")


def no_solver(folder):
    """a model that solves nothing scores 0 everywhere"""
    means = _means(_validated(folder, "knows-nothing", tasks=10))
    equal(means, {"sat": 0.0, "countdown": 0.0, "sokoban": 0.0}, "means")


def key_is_sent(folder):
    """the server gets the key of its backend"""
    equal(_validated(folder, "solver").keys, {f"Bearer {KEY}"}, "keys that the server saw")


def key_is_not_shown(folder):
    """neither the record nor the log holds the key"""
    check(KEY not in _validated(folder, "solver").text, "the key is in the record or the log")


def usage_is_recorded(folder):
    """the tokens that a server counted are recorded"""
    rows = _validated(folder, "solver").rows
    check(all(row["completion_tokens"] > 0 for row in rows), "usage is not recorded")


def model_is_recorded(folder):
    """the model that a server says it is is recorded"""
    rows = _validated(folder, "solver").rows
    check(all(row["reported_model"] == "solver" for row in rows), "the model is not recorded")


def _repeated_key(folder):
    """A window with a shared server and a miner's own one, which repeat the key that they got: the
    keys that each saw, and everything that af wrote."""

    def repeat(model, messages):
        return f"<answer>{KEY} is the key</answer>"

    known, model_server.answer = model_server.answer, repeat
    model_server.reported = f"named {KEY}"
    try:
        with ModelServer() as shared, ModelServer() as own:
            config = write(
                folder,
                "c.yaml",
                f"""
environments: [{{id: countdown, plugin: countdown, tasks: 3, levels: {{0: 1}}}}]
backends: [{{id: s, plugin: openai, base_url: "{shared.url}", options: {{api_key: TEST_KEY}}}}]
miners:
  - {{uid: 0, hotkey: shared, model: m, backend: s}}
  - {{uid: 1, hotkey: own, model: m, backend: s, base_url: "{own.url}"}}
chain: {{clock: steps}}
{limits()}
""",
            )
            first = ("-vvv", "--config", config)
            env = {"TEST_KEY": KEY}
            done = run(*first, "validate", "--windows", 1, "--json", cwd=folder, env=env)
            export = run("--config", config, "results", "export", cwd=folder).stdout
            return shared.keys, own.keys, export + done.stdout + done.stderr
    finally:
        model_server.answer, model_server.reported = known, None


def keys_of_servers(folder):
    """a backend's key goes to its own server only"""
    shared, own, _ = _repeated_key(folder)
    equal((shared, own), ({f"Bearer {KEY}"}, {None}), "keys at the backend's and a miner's server")


def replies_are_recorded(folder):
    """a reply and a model's name that repeat the key are recorded without it"""
    _, _, text = _repeated_key(folder)
    check("is the key" in text and '"named ' in text, "the replies are not recorded")
    check(KEY not in text, "the key was recorded")


def database_without_key(folder):
    """a key that a server repeats is nowhere in the database's bytes"""
    _repeated_key(folder)
    with open(os.path.join(folder, "affine.db"), "rb") as database:
        check(KEY.encode() not in database.read(), "the key is in the database")


def evaluate(folder):
    """af eval measures one model without a chain"""
    with ModelServer() as server:
        out = run(
            "eval",
            "--env",
            "sat",
            "--env",
            "countdown",
            "--model",
            "solver-of-sat",
            "--base-url",
            server.url,
            "--samples",
            8,
            "--json",
            "--seed",
            "01",
            cwd=folder,
        )
        environments = lines(out.stdout)[0]["environments"]
        equal([environments["sat"]["mean"], environments["countdown"]["mean"]], [1.0, 0.0], "means")


def evaluate_without_server(folder):
    """af eval without a server says what to look at"""
    gone = run(
        "eval",
        "--env",
        "sat",
        "--model",
        "m",
        "--base-url",
        "http://127.0.0.1:9/v1",
        "--samples",
        1,
        cwd=folder,
        status=3,
    )
    check("is the server running" in gone.stderr, "no advice")


main()
