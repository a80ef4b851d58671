#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Benchmarks: bench.sh pipeline|sandbox. Each is one run that measures us beside a named rival.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}
case "$name" in
  pipeline | sandbox) ;;
  *) echo "usage: scripts/bench.sh pipeline|sandbox" >&2; exit 2 ;;
esac
scripts/setup.sh --bench
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build build/release
python3 "tests/bench/$name.py" build/release "${@:2}"
