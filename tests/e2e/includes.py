"""Includes point downwards in the module order, and plugins include nothing of the framework."""

import os
import re

from harness import SOURCE, check, main

ORDER = ["base", "sandbox", "config", "plugin", "net", "store", "scoring", "chain", "hub", "telemetry", "pipeline", "cli"]


def sources(*folders):
    for folder in folders:
        for root, _, names in os.walk(os.path.join(SOURCE, folder)):
            for name in names:
                if name.endswith((".h", ".hpp", ".cpp")):
                    yield os.path.join(root, name)


def downwards(folder):
    """framework modules include themselves and lower ones"""
    for path in sources("framework"):
        module = os.path.relpath(path, os.path.join(SOURCE, "framework")).split(os.sep)[0]
        check(module in ORDER, f"{path}: no such module in the architecture")
        for line, included in enumerate(open(path), 1):
            found = re.match(r'#include "(\w+)/', included)
            if found:
                check(found[1] in ORDER, f"{path}:{line}: include from the framework's root: {included}")
                check(ORDER.index(found[1]) <= ORDER.index(module), f"{path}:{line}: {module} may not include {found[1]}")


def plugins(folder):
    """plugins and the SDK know nothing of the framework"""
    for path in sources("plugins", "sdk"):
        for line, included in enumerate(open(path), 1):
            check(not re.match(r'#include ["<](framework|base|config|plugin|net|store|pipeline|cli)/', included),
                  f"{path}:{line}: {included}")


def sizes(folder):
    """files stay small"""
    for path in sources("framework", "plugins", "sdk"):
        count = len(open(path).readlines())
        check(count <= 600, f"{path} has {count} lines")


main()
