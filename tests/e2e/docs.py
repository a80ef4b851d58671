# SPDX-License-Identifier: MIT
"""Every command in the documentation is run.

Blocks marked ```sh run as they are, in order, in a fresh folder with `af` on the path. Blocks
marked ```console need what a test cannot have and are not run.
"""

import os
import re
import subprocess

from harness import BUILD, ENVIRONMENT, SOURCE, check, main, release_only, sandbox_configuration

PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "tests/README.md"]
PAGES += sorted(
    f"docs/{name}" for name in os.listdir(os.path.join(SOURCE, "docs")) if name.endswith(".md")
)


def _text(page):
    with open(os.path.join(SOURCE, page)) as file:
        return file.read()


def commands(folder):
    """all sh blocks of all pages"""
    release_only("the commands have tests of their own")
    os.makedirs(f"{folder}/bin")
    os.symlink(os.path.join(BUILD, "af"), f"{folder}/bin/af")
    ran = 0
    for page in PAGES:
        work = os.path.join(folder, page.replace("/", "-"))
        os.makedirs(work)
        if page == "docs/sandbox.md":
            sandbox_configuration(work)  # an ordinary user lacks two layers
        for block in re.findall(r"```sh\n(.*?)```", _text(page), re.DOTALL):
            path = f"{folder}/bin:{os.environ['PATH']}"
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", block],
                cwd=work,
                env={**ENVIRONMENT, "HOME": folder, "PATH": path},
                capture_output=True,
                text=True,
            )
            check(
                done.returncode == 0,
                f"{page}:\n{block}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}",
            )
            ran += 1
    print(f"     {ran} blocks ran")
    check(ran >= 5, "hardly any command was found")


def links(folder):
    """links between pages lead somewhere"""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", _text(page)):
            path = os.path.normpath(os.path.join(SOURCE, os.path.dirname(page), target))
            check(os.path.exists(path), f"{page}: {target} does not exist")


main()
