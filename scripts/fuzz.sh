#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds every fuzz target and runs each for FUZZ_SECONDS (30). Prints "fuzz NAME: passed" or
# "failed" for each; ends with status 1 if one failed. What made a target fail is left in
# build/asan/.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-30}

cmake --preset asan -DBUILD_TESTING=ON >/dev/null
status=0
for source in tests/fuzz/*.cpp plugins/*/*/tests/fuzz/*.cpp; do
  name=$(basename "$source" .cpp)
  if cmake --build build/asan --target "fuzz_$name" &&
    "build/asan/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -max_len=8192 -timeout=10 \
      -artifact_prefix=build/asan/ -print_final_stats=1 -verbosity=0; then
    echo "fuzz $name: passed"
  else
    echo "fuzz $name: failed"
    status=1
  fi
done
exit "$status"
