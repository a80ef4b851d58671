#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests. PRESET chooses another build (asan, tsan, clang);
# arguments go to ctest, such as -R unit.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${PRESET:-release}

scripts/setup.sh
cmake --preset "$preset" -DBUILD_TESTING=ON >/dev/null
cmake --build "build/$preset"
cd "build/$preset"
ctest --output-on-failure --timeout 900 -j "$(nproc)" "$@"
