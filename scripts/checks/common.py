# SPDX-License-Identifier: MIT
"""What the checks share: the files of the repository, and how findings are reported."""

import fnmatch
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CODE = (
    "*.c",
    "*.cpp",
    "*.cpp.in",
    "*.h",
    "*.hpp",
    "*.py",
    "*.sh",
    "*.cmake",
    "*.cmake.in",
    "*CMakeLists.txt",
    ".ci/run",
    "scripts/pre-commit",
)


def all_files():
    """Paths of all files, relative to the root: what git tracks or would track, and exists. Without
    git, as in a release archive, all but the builds."""
    if os.path.exists(os.path.join(ROOT, ".git")):
        command = ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others"]
        done = subprocess.run(
            [*command, "--exclude-standard"], capture_output=True, text=True, check=True
        )
        names = set(filter(None, done.stdout.split("\0")))
    else:
        names = {
            os.path.relpath(os.path.join(folder, name), ROOT)
            for folder, _, found in os.walk(ROOT)
            for name in found
        }
        names = {
            name for name in names if not name.startswith("build/") and "__pycache__" not in name
        }
    return sorted(name for name in names if os.path.isfile(os.path.join(ROOT, name)))


def files(*patterns):
    """The files of which a pattern matches the whole path; `*` also matches slashes."""
    return [name for name in all_files() if any(fnmatch.fnmatch(name, p) for p in patterns)]


def text_of(name):
    """The text of a file, or nothing if it is no text."""
    try:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            return file.read()
    except UnicodeDecodeError:
        return ""


def report(findings, what):
    """Prints `file:line: message` for each finding and a count; ends with status 1 for any."""
    for finding in findings:
        print(finding)
    print(f"{what}: {len(findings)} findings" if findings else f"{what}: good")
    sys.exit(1 if findings else 0)
