# SPDX-License-Identifier: MIT
"""A scratch copy of the checkout, in which tests change what they like.

It is mounted over the checkout's own path in a mount namespace, with a copy of the build folder. So
the build is incremental, and a compiler cache finds what it has.
"""

import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", folder) for folder in ("e2e", "../scripts/checks")]
from common import all_files  # noqa: E402
from harness import (  # noqa: E402
    BUILD,
    ENVIRONMENT,
    SOURCE,
    check,
    equal,
    need,
    release_only,
    write,
)


class Scratch:
    """A copy of the sources and of the build in `folder`."""

    def __init__(self, folder):
        need("mounts")
        release_only("extensions are built once, without sanitizers")
        self.copy = os.path.join(folder, "copy")
        self.before = all_files()
        for name in self.before:
            self._copy(os.path.join(SOURCE, name), name)
        # Copies keep their times, so that only what changes is built again.
        target = os.path.join(self.copy, os.path.relpath(BUILD, SOURCE))
        shutil.copytree(
            BUILD,
            target,
            symlinks=True,
            ignore=shutil.ignore_patterns("Testing", "clang-plugins", "npm"),
        )

    def _copy(self, source, name):
        target = os.path.join(self.copy, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(source, target)

    def write(self, name, text):
        """Writes a new file."""
        target = os.path.join(self.copy, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        write(os.path.dirname(target), os.path.basename(target), text)

    def replace(self, name, old, new):
        """Replaces the only place of a text in a file."""
        text = read(os.path.join(self.copy, name)).decode()
        equal(text.count(old), 1, f"{name}: places of {old}")
        write(self.copy, name, text.replace(old, new))

    def insert_before(self, name, pattern, line):
        """Inserts one line before the first line that the pattern is found in."""
        self._insert(name, pattern, line, 0)

    def insert_after(self, name, pattern, line):
        """Inserts one line after the first line that the pattern is found in."""
        self._insert(name, pattern, line, 1)

    def _insert(self, name, pattern, line, offset):
        with open(os.path.join(self.copy, name), encoding="utf-8") as file:
            text = file.read().splitlines()
        found = [number for number, old in enumerate(text) if re.search(pattern, old)]
        check(found, f"{name}: no line for the pattern {pattern}")
        text.insert(found[0] + offset, line)
        write(self.copy, name, "\n".join(text) + "\n")

    def run(self, *command, status=0, cwd=SOURCE):
        """Runs a command that finds the copy at the checkout's path; its standard output."""
        mounted = 'mount --bind "$1" "$2" && cd "$3" && shift 3 && exec "$@"'
        shell = ["unshare", "-m", "sh", "-c", mounted, "sh", self.copy, SOURCE, cwd]
        done = subprocess.run(
            [*shell, *command], env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True
        )
        check(
            status is None or done.returncode == status,
            f"{command}: {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}",
        )
        return done.stdout

    def build(self, *targets):
        self.run("cmake", "--build", BUILD, "--target", *targets)

    def test(self, names):
        """Runs the tests whose names match; there must be one."""
        how = ("--no-tests=error", "--output-on-failure")
        self.run("ctest", "--test-dir", BUILD, "-R", names, *how)

    def af(self, *arguments, **how):
        return self.run(os.path.join(BUILD, "af"), *arguments, **how)

    def touched(self):
        """Prints and returns what was added and what was changed."""
        added, changed = [], []
        for folder, _, names in os.walk(self.copy):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), self.copy)
                if path.startswith("build" + os.sep):
                    continue
                if path not in self.before:
                    added.append(path)
                elif read(os.path.join(self.copy, path)) != read(os.path.join(SOURCE, path)):
                    changed.append(path)
        for what, paths in (("added", added), ("changed", changed)):
            for path in sorted(paths):
                print(f"        {what}: {path}", flush=True)
        return sorted(added), sorted(changed)


def read(path):
    with open(path, "rb") as file:
        return file.read()
