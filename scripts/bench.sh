#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Benchmarks, each of which measures us beside a named rival in one run:
#
#   bench.sh pipeline|sandbox          builds and measures
#   bench.sh pipeline|sandbox COMMIT   also an earlier commit, in turn, three times each; its
#                                      checkout is build/before
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
name=${1:-} before=${2:-}
case "$name" in
  pipeline | sandbox) ;;
  *) sed -n '3,/^set/p' scripts/bench.sh | sed '$d; s/^# \{0,1\}//' >&2; exit 2 ;;
esac

# In the checkout at $1. What is built is of no interest, unless it fails.
build() {
  (cd "$1" && cmake --preset release -DBUILD_TESTING=ON && cmake --build build/release) \
    >build/bench.log 2>&1 || { tail -n 30 build/bench.log >&2; return 1; }
}

measure() { (cd "$1" && python3 "tests/bench/$name.py" build/release); }

scripts/setup.sh --bench
mkdir -p build
build .
if [ -z "$before" ]; then
  measure .
  exit
fi
before=$(git rev-parse --verify "$before^{commit}")
git worktree prune
[ -e build/before ] || git worktree add --detach build/before "$before" >/dev/null
if [ "$(git -C build/before rev-parse --show-toplevel)" != "$(pwd -P)/build/before" ]; then
  echo "bench: build/before is no checkout of its own; remove it" >&2
  exit 1
fi
git -C build/before checkout -q --detach "$before"
build build/before
status=0
for round in 1 2 3; do
  echo "== $round: before, $before"
  measure build/before || echo "(ended with status $?; its floors are not ours)"
  echo "== $round: now"
  measure . || status=$?
done
exit "$status"
