#!/usr/bin/env bash
# Benchmarks: bench.sh pipeline. Each is one run that measures us beside a named rival.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}
case "$name" in
  pipeline) ;;
  *) echo "usage: scripts/bench.sh pipeline" >&2; exit 2 ;;
esac
scripts/setup.sh --bench
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build build/release
python3 tests/bench/pipeline.py build/release "${@:2}"
