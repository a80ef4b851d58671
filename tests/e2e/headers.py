# SPDX-License-Identifier: MIT
"""The ABI's headers compile alone as C11, C17, C++17 and C++20 with pedantic warnings."""

import os
import subprocess

from harness import SOURCE, check, main, need

ABI = os.path.join(SOURCE, "sdk", "include", "affine", "abi")
C, CPP = ("c", ("c11", "c17")), ("c++", ("c++17", "c++20"))


def _compile(compiler, language, standards):
    """Each header alone, in each standard of the language."""
    warnings = ("-Wall", "-Wextra", "-Wpedantic", "-Werror")
    for name in sorted(os.listdir(ABI)):
        for standard in standards:
            how = (f"-std={standard}", "-x", language, *warnings, f"-I{SOURCE}/sdk/include")
            done = subprocess.run(
                [compiler, *how, "-fsyntax-only", "-"],
                input=f"#include <affine/abi/{name}>\n",
                capture_output=True,
                text=True,
            )
            check(done.returncode == 0, f"{compiler} -std={standard} {name}: {done.stderr}")


def c_with_gcc(folder):
    """gcc compiles each header as C11 and C17"""
    need("compiler")
    _compile("gcc", *C)


def cpp_with_gcc(folder):
    """g++ compiles each header as C++17 and C++20"""
    need("compiler")
    _compile("g++", *CPP)


def c_with_clang(folder):
    """clang compiles each header as C11 and C17"""
    need("clang")
    _compile("clang", *C)


def cpp_with_clang(folder):
    """clang++ compiles each header as C++17 and C++20"""
    need("clang")
    _compile("clang++", *CPP)


def short(folder):
    """no header has more than 150 lines"""
    for name in sorted(os.listdir(ABI)):
        with open(os.path.join(ABI, name)) as file:
            count = len(file.readlines())
        check(count <= 150, f"{name} has {count} lines")


main()
