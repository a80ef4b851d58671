#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every skip of a test names a capability, and tests/README.md explains every capability."""

import os
import re
import sys

from common import ROOT, files, report, text_of

sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from capability import CAPABILITIES  # noqa: E402


def findings():
    for name in files("*_test.cpp", "tests/e2e/*.py", "plugins/*/tests/*.py"):
        if name.endswith("/capability.py"):
            continue
        for number, line in enumerate(text_of(name).splitlines(), 1):
            for found in re.findall(r"\b(?:skip_without|need)\(\s*(?:\"(\w+)\")?", line):
                if found not in CAPABILITIES and "def " not in line:
                    yield f"{name}:{number}: a skip without a known capability: {line.strip()}"
            silent = re.search(r"print\(.*(SKIPPED|left out)|WARN\(.*SKIP", line)
            if silent and "harness" not in name:
                yield f"{name}:{number}: skip with skip_without(), so that ctest counts it"
    for capability in CAPABILITIES:
        if f"| `{capability}` |" not in text_of("tests/README.md"):
            yield f"tests/README.md: no row for the capability `{capability}`"


report(list(findings()), "capabilities")
