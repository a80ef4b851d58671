# SPDX-License-Identifier: MIT
"""Writes a copy of the SDK's headers in which every struct that may grow has grown, as in a next
minor version.

Usage: grow_headers.py INCLUDE_FOLDER OUTPUT_FOLDER
"""

import os
import re
import shutil
import sys

GROWABLE = re.compile(r"(typedef struct Af\w+ \{\n  uint64_t size;.*?)(\n\} Af\w+;)", re.DOTALL)
FIELDS = "\n  uint64_t grown_number;\n  AfStr grown_text;\n  const void* grown_pointer;"


def grow(text):
    """The header with three fields more in each struct that begins with its size, and the next
    minor."""
    text = re.sub(
        r"#define AF_ABI_MINOR (\d+)",
        lambda found: f"#define AF_ABI_MINOR {int(found[1]) + 1}",
        text,
    )
    return GROWABLE.subn(lambda found: found[1] + FIELDS + found[2], text)


def main(source, target):
    """Copies the tree and grows its `abi` folder."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    folder = os.path.join(target, "affine", "abi")
    count = 0
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            text, grown = grow(file.read())
        count += grown
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    if count < 30:
        sys.exit(f"only {count} structs have grown: has the style of the headers changed?")


main(sys.argv[1], sys.argv[2])
