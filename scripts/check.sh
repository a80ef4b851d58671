#!/usr/bin/env bash
# Everything that must hold before a change lands, beyond the tests: formatting, clang's warnings, static analysis,
# the tests under the sanitizers, and 30 seconds of fuzzing of every parser. check.sh [format|tidy|clang|asan|tsan|fuzz …]
# runs some of it.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh --check
steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(format clang tidy asan tsan fuzz)
sources() { git ls-files '*.cpp' '*.h' '*.hpp'; }

for step in "${steps[@]}"; do
  echo "== $step"
  case "$step" in
    format) sources | xargs clang-format --dry-run -Werror ;;
    clang)
      PRESET=clang scripts/test.sh ;;
    tidy)
      # Nothing is built, so there are no precompiled headers to read.
      cmake --preset clang -B build/tidy -DBUILD_TESTING=ON -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
      git ls-files 'framework/*.cpp' 'plugins/*.cpp' | xargs -P "$(nproc)" -n 4 clang-tidy -quiet -p build/tidy ;;
    asan) PRESET=asan scripts/test.sh ;;
    tsan) PRESET=tsan scripts/test.sh ;;
    fuzz)
      cmake --preset fuzz -DBUILD_TESTING=ON >/dev/null
      for target in yaml frames extraction sse sandbox_messages; do
        cmake --build build/fuzz --target "fuzz_$target"
        "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="${FUZZ_SECONDS:-30}" -max_len=8192 -timeout=10 \
          -artifact_prefix=build/fuzz/ -print_final_stats=0 -verbosity=0
      done ;;
    *) echo "check.sh: no step '$step'" >&2; exit 2 ;;
  esac
done
echo "check: all good"
