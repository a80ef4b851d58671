#!/usr/bin/env bash
# Benchmarks: bench.sh pipeline. Each is one run that measures us beside a named rival.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}
case "$name" in
  pipeline) ;;
  *) echo "usage: scripts/bench.sh pipeline" >&2; exit 2 ;;
esac
scripts/setup.sh
cmake --preset bench >/dev/null
cmake --build build/bench
python3 tests/bench/pipeline.py build/bench "${@:2}"
