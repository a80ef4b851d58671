#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every public declaration in headers of framework/, sdk/ and plugins/ has a comment of its own.

Public are: classes, structs, unions, enums, aliases and functions in a namespace (or at file scope
of C headers), and the public member functions of classes. The comment is `///` (in C headers also
`/* */`) before the declaration or `///<` after it. Free of this: forward declarations, overrides,
operators, constants, enums without a name, destructors, moves, and constructors that are
defaulted or deleted, friends, and what is in an `internal` folder or a `detail` namespace.
"""

import re

from common import files, report, text_of

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])+'"
    r"|^[ \t]*#(?:\\\n|[^\n])*|[{};]|:(?!:)|\n|[A-Za-z0-9_]+|[^\sA-Za-z0-9_]|[ \t]+",
    re.S | re.M,
)
TYPE = re.compile(r"\b(class|struct|union|enum)\b")


class Scope:
    """A brace that is open: its kind, and whether what stands in it is public."""

    def __init__(self, kind, public):
        self.kind, self.public = kind, public


def kind_of(statement):
    """What an opening brace after `statement` begins: namespace, class, enum or code."""
    if re.match(r"(inline )?namespace\b|extern \"", statement):
        return "namespace"
    head = re.sub(r"^template ?<.*?> ?(?=class|struct|union)", "", statement)
    if re.match(r"(typedef )?enum\b", head):
        return "enum"
    if re.match(r"(typedef )?(class|struct|union)\b", head) and "(" not in head.split(":")[0]:
        return "class"
    return "code"


FORWARD = r"(template ?<.*> ?)?(class|struct|union|enum)( class)? [\w:]+$"


def exempt(statement, has_body):
    """Whether a declaration needs no comment."""
    return bool(
        not statement
        or re.match(r"(friend|static_assert|_Static_assert|using namespace|extern \")", statement)
        or (not has_body and re.match(FORWARD, statement))
        or re.match(r"(typedef )?(class|struct|union|enum)$", statement)
        or re.match(r"typedef (struct|union|enum) \w+ \w+$", statement)
        or re.match(r"using [\w:]+$|namespace \w+ = ", statement)
        or re.match(r"(inline |extern )*(const|constexpr) [^(]*$", statement)
        or re.match(r"(inline |extern )*(const|constexpr) [^(]*?=", statement)
        or re.match(r"(virtual )?~|(true|false)$|(\w+)\(\w+&& \w+\)", statement)
        or re.search(r"\boverride\b|\boperator\b|= ?(default|delete)$", statement)
        or (not TYPE.match(statement) and re.search(r"\bfinal\b *$", statement))
    )


def is_function(statement):
    """Whether a member declaration is a function, not data."""
    head = re.sub(r"\[\[.*?\]\]|<[^<>]*>", "", statement).split("=")[0]
    return "(" in head and not re.search(r"\(\s*\*", head)


class Reader:
    """Walks over one header and collects declarations without a comment."""

    def __init__(self, name, text):
        self.name, self.text = name, text
        self.scopes = []
        self.found = []
        self.clear()

    def clear(self):
        self.statement, self.line, self.comment = "", 0, False

    def is_public(self):
        return all(scope.public and scope.kind in ("namespace", "class") for scope in self.scopes)

    def declare(self, position, has_body=False):
        """A declaration ends at `position`, or its body begins there."""
        statement = " ".join(self.statement.split())
        in_class = bool(self.scopes) and self.scopes[-1].kind == "class"
        trailing = "///<" in self.text[position:].split("\n", 1)[0]
        wanted = not in_class or is_function(statement) or TYPE.match(statement)
        if (
            self.is_public()
            and wanted
            and not exempt(statement, has_body)
            and not self.comment
            and not trailing
        ):
            self.found.append(f"{self.name}:{self.line}: no comment: {statement[:70]}")

    def open(self, position):
        statement = " ".join(self.statement.split())
        if statement.count("(") > statement.count(")"):
            # The braces of a default argument: the declaration goes on after them.
            self.scopes.append(Scope("argument", False))
            return
        kind = kind_of(statement)
        public = True
        if kind == "namespace":
            public = "detail" not in statement and statement not in ("namespace", "namespace ")
        else:
            self.declare(position, has_body=True)
        if kind == "class":
            public = not re.match(r"(template ?<.*> ?)?class\b", statement)
        self.scopes.append(Scope(kind, public))
        self.clear()

    def close(self):
        if self.scopes:
            kind = self.scopes.pop().kind
            if kind == "argument":
                return
            # After the body of a type or an initialiser, what follows up to ';' belongs to it.
            self.clear()
            self.after_brace = kind != "namespace"

    def read(self):
        self.after_brace = False
        line = 1
        for match in TOKEN.finditer(self.text):
            token = match[0]
            if token.startswith(("//", "/*")):
                if token.startswith("///<"):
                    pass
                elif token.startswith(("///", "/*")) and not self.statement.strip():
                    self.comment = True
            elif token == "{":
                self.open(match.end())
            elif token == "}":
                self.close()
            elif token == ";":
                if self.statement.strip() and not self.after_brace:
                    self.declare(match.end())
                self.clear()
                self.after_brace = False
            elif token == ":" and self.statement.strip() in ("public", "private", "protected"):
                self.scopes[-1].public = self.statement.strip() == "public"
                self.clear()
            elif token.lstrip().startswith("#"):
                self.clear()
            elif token.strip():
                if self.after_brace and not self.statement.strip() and token not in ("}", ","):
                    # A function's body needs no ';': the next word begins a declaration.
                    self.after_brace = (
                        bool(re.match(r"\w+$", token))
                        and self.text[match.end() :].lstrip()[:1] == ";"
                    )
                if not self.statement.strip():
                    self.line = line
                self.statement += token
            elif self.statement:
                self.statement += " "
            line += token.count("\n")
        return self.found


report(
    [
        finding
        for name in files("framework/*.h", "sdk/*.h", "sdk/*.hpp", "plugins/*.hpp")
        if "/internal/" not in name
        for finding in Reader(name, text_of(name)).read()
    ],
    "documented",
)
