#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every skip of a test names a capability, none is silent, and tests/README.md explains every
capability."""

import ast
import os
import re
import sys

from common import ROOT, files, report, text_of

sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from capability import CAPABILITIES  # noqa: E402


def _unknown(name, text):
    """Skips without a capability, and skips that only print."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in re.findall(r"\b(?:skip_without|need)\(\s*(?:\"(\w+)\")?", line):
            if found not in CAPABILITIES and "def " not in line:
                yield f"{name}:{number}: a skip without a known capability: {line.strip()}"
        silent = re.search(r"print\(.*(SKIPPED|left out)|WARN\(.*SKIP", line)
        if silent and "harness" not in name:
            yield f"{name}:{number}: skip with skip_without(), so that ctest counts it"


def _bare_returns(statements):
    """The statements `return` without a value, but for those of functions inside."""
    for statement in statements:
        if isinstance(statement, ast.Return):
            value = statement.value
            if value is None or (isinstance(value, ast.Constant) and value.value is None):
                yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for part in ("body", "orelse", "finalbody"):
                yield from _bare_returns(getattr(statement, part, []))
            for branch in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
                yield from _bare_returns(branch.body)


def _silent(name, text):
    """Test functions that end early and pass, and probes that a test makes itself."""
    tree = ast.parse(text)
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
            if [argument.arg for argument in function.args.args] == ["folder"]:
                for found in _bare_returns(function.body):
                    yield f"{name}:{found.lineno}: a test that returns early passes: use need()"
    for node in ast.walk(tree):
        imported = isinstance(node, ast.ImportFrom) and "which" in [n.name for n in node.names]
        if imported or (isinstance(node, ast.Attribute) and node.attr == "which"):
            yield f"{name}:{node.lineno}: shutil.which() leaves out silently: use need()"


def findings():
    for name in files("*_test.cpp", "tests/e2e/*.py", "tests/extend/*.py", "plugins/*/tests/*.py"):
        if name.endswith("/capability.py"):
            continue
        text = text_of(name)
        yield from _unknown(name, text)
        if name.endswith(".py"):
            yield from _silent(name, text)
    for capability in CAPABILITIES:
        if f"| `{capability}` |" not in text_of("tests/README.md"):
            yield f"tests/README.md: no row for the capability `{capability}`"


report(list(findings()), "capabilities")
