#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, and runs all tests. PRESET chooses another build (asan, tsan,
# clang); arguments go to ctest, such as -R unit; TARGETS builds only these.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${PRESET:-release}

if [ "$preset" = release ]; then scripts/setup.sh; else scripts/setup.sh --check; fi  # clang
cmake --preset "$preset" -DBUILD_TESTING=ON >/dev/null
# shellcheck disable=SC2086 # several targets are several words
cmake --build "build/$preset" ${TARGETS:+--target $TARGETS}
cd "build/$preset"
ctest --no-tests=error --output-on-failure --timeout 900 -j "$(nproc)" "$@"
