#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What holds before a change lands, beyond the release tests: formatting, the checks of
# scripts/checks/, clang's warnings, static analysis, the tests under the sanitizers, and 30 seconds
# of fuzzing of every parser. check.sh [format|checks|clang|tidy|asan|tsan|fuzz …] runs some of it.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh --check
steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(format checks clang tidy asan tsan fuzz)

for step in "${steps[@]}"; do
  echo "== $step"
  case "$step" in
    format) git ls-files '*.cpp' '*.h' '*.hpp' | xargs clang-format --dry-run -Werror ;;
    checks)
      cmake --preset release -DBUILD_TESTING=ON >/dev/null
      ctest --test-dir build/release --no-tests=error --output-on-failure -R '^checks\.' ;;
    clang) PRESET=clang scripts/test.sh ;;
    tidy)
      # Nothing is built, so there are no precompiled headers to read.
      cmake --preset clang -B build/tidy -DBUILD_TESTING=ON \
        -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
      git ls-files 'framework/*.cpp' 'plugins/*.cpp' |
        xargs -P "$(nproc)" -n 4 clang-tidy -quiet -p build/tidy ;;
    asan) PRESET=asan scripts/test.sh ;;
    tsan) PRESET=tsan scripts/test.sh ;;
    fuzz) scripts/fuzz.sh ;;
    *) echo "check.sh: no step '$step'" >&2; exit 2 ;;
  esac
done
echo "check: all good"
