#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No file uses the words that scripts/checks/vocabulary.txt lists."""

import re

from common import files, report, text_of


def rules():
    for line in text_of("scripts/checks/vocabulary.txt").splitlines():
        if line and not line.startswith("#"):
            word, *kept = line.split(" | ")
            yield (
                # Also as a part of a name: FooBar, foo_bar, FOO_BAR.
                re.compile(
                    rf"(?<![A-Za-z])(?i:{word})(?![A-Za-z])|(?<![a-z])(?:{word})(?![a-z])"
                    rf"|(?<![A-Z])(?:{word.upper()})(?![A-Z])|(?=[A-Z])(?i:{word})(?![a-z])"
                ),
                [re.compile(expression) for expression in kept],
            )


def findings():
    listed = list(rules())
    for name in files("*"):
        for number, line in enumerate(text_of(name).splitlines(), 1):
            for word, kept in listed:
                found = word.search(line)
                if found and not any(expression.search(line) for expression in kept):
                    yield f"{name}:{number}: '{found[0]}': {line.strip()[:80]}"


report(list(findings()), "vocabulary")
