# SPDX-License-Identifier: MIT
"""The validator against a real OpenAI-compatible server whose models solve tasks from the prompt
text alone."""

import os

from harness import SOURCE, check, equal, lines, main, run, write
from model_server import ModelServer
import model_server

CONFIG = """
environments:
  - {{id: sat, plugin: sat, tasks: 20, levels: {{0: 1, 2: 1}}}}
  - {{id: countdown, plugin: countdown, tasks: 20, levels: {{0: 1}}}}
  - {{id: sokoban, plugin: sokoban, tasks: 10, levels: {{0: 1}}}}
backends:
  - {{id: stream, plugin: openai, base_url: "{url}", options: {{api_key: TEST_KEY}}}}
  - {{id: whole, plugin: openai, base_url: "{url}", options: {{stream: false, api_key: TEST_KEY}}}}
miners:
  - {{uid: 0, hotkey: all, model: solver, block: 9, backend: stream}}
  - {{uid: 1, hotkey: some, model: solver-of-sat, block: 1, backend: whole}}
  - {{uid: 2, hotkey: none, model: knows-nothing, block: 2, backend: stream}}
chain: {{clock: steps}}
"""


def solver(folder):
    """the solver scores 1 where it can solve and 0 where it cannot, streamed and whole"""
    with ModelServer() as server:
        config = write(folder, "c.yaml", CONFIG.format(url=server.url))
        out = run(
            "--config",
            config,
            "validate",
            "--windows",
            1,
            "--json",
            cwd=folder,
            env={"TEST_KEY": "k-123"},
        )
        report = lines(out.stdout)[0]
        means = {
            m["hotkey"]: {e: s["mean"] for e, s in m["scores"].items()} for m in report["miners"]
        }
        for environment in ("sat", "countdown", "sokoban"):
            check(means["all"][environment] >= 0.99, f"the solver at {environment}: {means}")
        equal(means["some"], {"sat": 1.0, "countdown": 0.0, "sokoban": 0.0}, "the SAT solver")
        equal(means["none"], {"sat": 0.0, "countdown": 0.0, "sokoban": 0.0}, "who knows nothing")
        equal(report["champion"], 0, "champion")
        equal(server.keys, {"Bearer k-123"}, "keys that the server saw")
        export = run("--config", config, "results", "export", cwd=folder).stdout
        check(
            "k-123" not in export and "k-123" not in out.stderr,
            "the key is in the record or the log",
        )
        rows = [row for row in lines(export) if row["type"] == "rollout"]
        check(all(row["completion_tokens"] > 0 for row in rows), "usage is not recorded")
        check(
            all(row["reported_model"] == row["model"] for row in rows), "the model is not recorded"
        )


def secrets(folder):
    """a backend's key goes to its own server only, and what a server repeats of it is not
    recorded"""

    def repeat(model, messages):
        return "<answer>k-123 is the key</answer>"

    known, model_server.answer = model_server.answer, repeat
    model_server.reported = "named k-123"
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
""",
            )
            done = run(
                "-vvv",
                "--config",
                config,
                "validate",
                "--windows",
                1,
                "--json",
                cwd=folder,
                env={"TEST_KEY": "k-123"},
            )
            equal(shared.keys, {"Bearer k-123"}, "keys at the backend's server")
            equal(own.keys, {None}, "keys at a miner's own server")
            export = run("--config", config, "results", "export", cwd=folder).stdout
            check("is the key" in export, "the replies are not recorded")
            check('"named ' in export, "the model's name is not recorded")
            check("k-123" not in export + done.stdout + done.stderr, "the key was recorded")
            with open(os.path.join(folder, "affine.db"), "rb") as database:
                check(b"k-123" not in database.read(), "the key is in the database")
    finally:
        model_server.answer, model_server.reported = known, None


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
