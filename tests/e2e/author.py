# SPDX-License-Identifier: MIT
"""The plugin author's path: an installed SDK, find_package, a new environment in 60 lines, af env
play."""

import json
import os
import subprocess

from harness import BUILD, SOURCE, check, equal, main, release_only, run, write


def from_nothing(folder):
    """docs/plugins.md literally: install the SDK, build its example, play and grade it"""
    prefix, project = os.path.join(folder, "prefix"), os.path.join(folder, "sums")
    subprocess.run(
        ["cmake", "--install", BUILD, "--prefix", prefix, "--component", "sdk"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    os.makedirs(project)
    text = open(os.path.join(SOURCE, "docs", "plugins.md")).read()
    blocks = {}
    for part in text.split("```")[1::2]:
        language, _, body = part.partition("\n")
        if body.startswith(("// ", "# ")) and body.split("\n")[0].split()[-1] in (
            "sums.cpp",
            "CMakeLists.txt",
        ):
            blocks[body.split("\n")[0].split()[-1]] = body
    equal(sorted(blocks), ["CMakeLists.txt", "sums.cpp"], "files in docs/plugins.md")
    check(
        len(blocks["sums.cpp"].splitlines()) <= 60, f"{len(blocks['sums.cpp'].splitlines())} lines"
    )
    for name, body in blocks.items():
        write(project, name, body)
    # Nothing of this repository may be needed.
    environment = {"PATH": os.environ["PATH"], "HOME": folder}
    for command in (
        ["cmake", "-S", project, "-B", f"{project}/build", f"-DCMAKE_PREFIX_PATH={prefix}"],
        ["cmake", "--build", f"{project}/build"],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        check(done.returncode == 0, done.stdout + done.stderr)
    plugin = f"{project}/build/sums.so"
    sample = json.loads(
        run("env", "sample", plugin, "--seed", "01", "--private", "--json", cwd=folder).stdout
    )
    played = run(
        "env", "play", plugin, "--seed", "01", cwd=folder, input=sample["solution"] + "\n.\n"
    ).stdout
    check("score 1" in played, played)
    table = json.loads(run("env", "table", plugin, "--samples", "200", "--json", cwd=folder).stdout)
    check(all(row["rates"]["reference"] == 1 and row["mutants_right"] == 0 for row in table), table)
    symbols = subprocess.run(
        ["nm", "-D", "--defined-only", plugin], capture_output=True, text=True
    ).stdout
    equal(
        [line.split()[-1] for line in symbols.splitlines()],
        ["affine_plugin_v1"],
        "exported symbols",
    )


def own_plugins(folder):
    """our own plugins export the entry and nothing else"""
    release_only("sanitizers export symbols of their own")
    for kind in ("environments", "backends"):
        for name in os.listdir(os.path.join(BUILD, "plugins", kind)):
            if not name.endswith(".so"):
                continue
            file = os.path.join(BUILD, "plugins", kind, name)
            symbols = subprocess.run(
                ["nm", "-D", "--defined-only", file], capture_output=True, text=True
            ).stdout
            equal(
                [line.split()[-1] for line in symbols.splitlines()],
                ["affine_plugin_v1"],
                f"symbols of {name}",
            )


main()
