# SPDX-License-Identifier: MIT
"""Includes follow the declared links of modules, plugins include nothing of the framework, and
files stay small."""

import os
import re

from harness import BUILD, SOURCE, check, main

# Programs: nothing links them, and they link what they like.
PROGRAMS = {"cli"}


def _links():
    """module → all modules that it may include: itself, what it links, and what those link."""
    with open(os.path.join(BUILD, "module-graph.txt")) as file:
        pairs = [line.rstrip("\n").split(":", 1) for line in file if ":" in line]
    direct = {name: set(links.split()) for name, links in pairs}

    def reached(name):
        return {name}.union(*(reached(lower) for lower in direct[name]))

    return {name: reached(name) for name in direct}


def _sources(*folders):
    for folder in folders:
        for root, _, names in os.walk(os.path.join(SOURCE, folder)):
            for name in names:
                if name.endswith((".h", ".hpp", ".cpp")):
                    yield os.path.join(root, name)


def _lines(path):
    with open(path) as file:
        return list(enumerate(file, 1))


def modules(folder):
    """modules include themselves and what they link"""
    links = _links()
    for path in _sources("framework"):
        module = os.path.relpath(path, os.path.join(SOURCE, "framework")).split(os.sep)[0]
        if module in PROGRAMS:
            continue
        check(module in links, f"{path}: no affine_module() of this name")
        for number, line in _lines(path):
            found = re.match(r'#include "(\w+)/', line)
            if found:
                check(
                    found[1] in links[module], f"{path}:{number}: {module} does not link {found[1]}"
                )


def plugins(folder):
    """plugins and the SDK include nothing of the framework, but for tests of both together"""
    names = "|".join(["framework", *PROGRAMS, *_links()])
    own = {name for name in os.listdir(os.path.join(SOURCE, "plugins"))}
    for path in _sources("plugins", "sdk"):
        if "/tests/integration/" in path:
            continue
        for number, line in _lines(path):
            found = re.match(rf'#include ["<]({names})/', line)
            check(not found or found[1] in own, f"{path}:{number}: {line}")


def sizes(folder):
    """no file has more than 600 lines"""
    for path in _sources("framework", "plugins", "sdk"):
        count = len(_lines(path))
        check(count <= 600, f"{path} has {count} lines")


main()
