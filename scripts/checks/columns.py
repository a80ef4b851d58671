#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No line has more than 100 columns, but the rows of tables in Markdown, recorded outputs, and
recorded and hostile test inputs."""

from common import files, report, text_of

FREE = (
    "docs/proofs/*",
    "LICENSE",
    "tests/support/records/*",
    "tests/attacks/*",
)
free = set(files(*FREE))

report(
    [
        f"{name}:{number}: {len(line)} columns"
        for name in files("*")
        if name not in free
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if len(line) > 100 and not (name.endswith(".md") and line.startswith("|"))
    ],
    "columns",
)
