#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The links between modules that CMake declares are those of the table in docs/architecture.md.

module_graph.py [build folder]: reads <build folder>/module-graph.txt, which configuring writes (the
target module-graph prints it). A row of the table is: | `name/` | job | a, b |.
"""

import os
import re
import sys

from common import ROOT, report, text_of


def declared(build):
    """module → what it links, as CMake wrote it."""
    with open(os.path.join(build, "module-graph.txt"), encoding="utf-8") as file:
        pairs = [line.rstrip("\n").split(":", 1) for line in file if ":" in line]
    return {name: set(links.split()) for name, links in pairs}


def documented():
    """module → what it links, from the rows whose folder is one of framework/."""
    rows = re.findall(r"^\| `(\w+)/` \|[^|]*\|([^|]*)\|\s*$", text_of("docs/architecture.md"), re.M)
    return {
        name: set(re.findall(r"\w+", links))
        for name, links in rows
        if os.path.isdir(os.path.join(ROOT, "framework", name))
    }


def findings(build):
    cmake, table = declared(build), documented()
    for name in sorted(cmake.keys() | table.keys()):
        if name not in table:
            yield f"docs/architecture.md: no row for the module {name}"
        elif name not in cmake:
            yield f"docs/architecture.md: {name} is no affine_module() or affine_program()"
        elif cmake[name] != table[name]:
            yield (
                f"docs/architecture.md: {name} links {sorted(cmake[name])} in CMake, "
                f"{sorted(table[name])} in the table"
            )


report(
    list(findings(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build/release"))),
    "module graph",
)
