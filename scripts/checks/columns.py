#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No line of code has more than 100 columns."""

from common import CODE, files, report, text_of

report(
    [
        f"{name}:{number}: {len(line)} columns"
        for name in files(*CODE)
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if len(line) > 100
    ],
    "columns",
)
