#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source file names its license in one of its first lines."""

from common import CODE, files, report, text_of

LINE = "SPDX-License-Identifier: MIT"

report(
    [
        f"{name}:1: no line '{LINE}' (scripts/add_spdx.py adds it)"
        for name in files(*CODE)
        if text_of(name) and LINE not in "\n".join(text_of(name).splitlines()[:3])
    ],
    "spdx",
)
