# SPDX-License-Identifier: MIT
"""The ABI's headers compile alone as C11, C17, C++17 and C++20 with pedantic warnings."""

import os
import shutil
import subprocess

from harness import SOURCE, check, main

ABI = os.path.join(SOURCE, "sdk", "include", "affine", "abi")


def headers(folder):
    """each header, each language, each compiler that is here"""
    for name in sorted(os.listdir(ABI)):
        check(
            len(open(os.path.join(ABI, name)).readlines()) <= 150, f"{name} has more than 150 lines"
        )
        for compilers, language, standards in (
            (("gcc", "clang"), "c", ("c11", "c17")),
            (("g++", "clang++"), "c++", ("c++17", "c++20")),
        ):
            for compiler in filter(shutil.which, compilers):
                for standard in standards:
                    source = f'#include <affine/abi/{name}>\n'
                    done = subprocess.run(
                        [
                            compiler,
                            f"-std={standard}",
                            "-x",
                            language,
                            "-Wall",
                            "-Wextra",
                            "-Wpedantic",
                            "-Werror",
                            "-fsyntax-only",
                            f"-I{SOURCE}/sdk/include",
                            "-",
                        ],
                        input=source,
                        capture_output=True,
                        text=True,
                    )
                    check(done.returncode == 0, f"{compiler} -std={standard} {name}: {done.stderr}")


main()
