# SPDX-License-Identifier: MIT
"""What holds for every plugin that af finds."""

import glob
import json
import os

from harness import BUILD, SOURCE, check, environments, equal, main, release_only, run
from tasks import check_references, table


def folders(folder):
    """the folder of every plugin holds its CMakeLists.txt, its README and its tests"""
    plugins = json.loads(run("plugin", "list", "--json", cwd=folder).stdout)
    check(plugins, "af finds no plugin")
    for plugin in plugins:
        own = os.path.join(SOURCE, os.path.relpath(plugin["file"], BUILD).removesuffix(".so"))
        for name in ("CMakeLists.txt", "README.md", "tests"):
            check(os.path.exists(os.path.join(own, name)), f"{plugin['id']} has no {own}/{name}")
        kinds = ("*_test.cpp", "integration/*_test.cpp", "fuzz/*.cpp", "*.py")
        tests = [name for kind in kinds for name in glob.glob(os.path.join(own, "tests", kind))]
        check(tests, f"{own}/tests holds no test")


def references(folder):
    """at every level of every environment the reference is right and its mutants are wrong"""
    release_only("many answers, slow ones among them")
    found = environments()
    check(found, "af finds no environment")
    for name, levels in found.items():
        rows = table(folder, name, 1)
        equal(len(rows), levels, f"{name}: levels in the table")
        check_references(name, rows)


main()
