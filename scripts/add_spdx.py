#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Adds the SPDX line to source files that lack it: add_spdx.py [file …], without names all."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "checks"))
from common import CODE, ROOT, files, text_of  # noqa: E402

LINE = "SPDX-License-Identifier: MIT"


def with_line(name, text):
    """The text with the line first, or second after a line that names the interpreter."""
    mark = "//" if name.endswith((".c", ".cpp", ".hpp", ".cpp.in")) else "#"
    added = f"{mark} {LINE}\n"
    if name.endswith(".h"):
        added = f"/* {LINE} */\n" if name.startswith("sdk/") else f"// {LINE}\n"
    if text.startswith("#!"):
        first, _, rest = text.partition("\n")
        return f"{first}\n{added}{rest}"
    return added + text


for path in sys.argv[1:] or files(*CODE):
    before = text_of(path)
    if before and LINE not in "\n".join(before.splitlines()[:3]):
        with open(os.path.join(ROOT, path), "w", encoding="utf-8") as file:
            file.write(with_line(path, before))
        print(path)
