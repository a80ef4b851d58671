#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The full proofs, of which CI runs a short form. prove.sh NAME runs one and writes the machine, the
# commit, the date, the result and its figures to docs/proofs/NAME.md:
#
#   fuzz          every fuzz target for FUZZ_SECONDS (1800)
#   kills         ROUNDS (20) times the test that kills a validator at 30 moments
#   attacks       every hostile program in every set-up of the sandbox
#   soak          RUNS (100000) mixed runs of the sandbox, without and with load
#   extensions    every kind of extension on a scratch copy, with the files that it touches
#   tsan          the whole test suite under the thread sanitizer
#   asan-gcc      the tests of modules and plugins under GCC's sanitizers, since releases are GCC's
#   fresh-debian  a bare Debian 12: quickstart, the tests three times, and once with a quarter of
#                 the processor (root; needs debootstrap and the network)
#   bench         scripts/bench.sh pipeline and sandbox, if BEFORE names a commit beside that commit
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}

build() {
  cmake --preset release -DBUILD_TESTING=ON >/dev/null
  cmake --build build/release --target "$@"
}

fuzz() { FUZZ_SECONDS=${FUZZ_SECONDS:-1800} scripts/fuzz.sh; }

kills() {
  build af plugins
  for round in $(seq "${ROUNDS:-20}"); do
    echo "round $round"
    python3 tests/e2e/crash.py build/release . killed
  done
}

attacks() {
  build all
  AFFINE_LONG=1 AFFINE_REQUIRE=$(python3 tests/e2e/capability.py),release,long \
    ctest --test-dir build/release --output-on-failure --no-tests=error \
    -R '^(e2e|integration)\.sandbox\.'
}

soak() {
  build all
  layers=namespaces+own_ids+landlock+cgroup
  for load in 0 "$(nproc)"; do
    build/release/tests/sandbox_soak build/release/af "$layers" "${RUNS:-100000}" "$load"
  done
}

extensions() {
  build all
  AFFINE_LONG=1 AFFINE_REQUIRE=long,mounts \
    python3 tests/extend/adding.py build/release .
}

# TSan's own thread keeps a process from entering a user namespace.
tsan() {
  AFFINE_REQUIRE=$(python3 tests/e2e/capability.py | sed 's/\b\(user_\)\?namespaces,//g') \
    PRESET=tsan scripts/test.sh
}

asan-gcc() { PRESET=asan-gcc scripts/test.sh -R '^(unit|integration|plugins)\.'; }

bench() {
  scripts/bench.sh pipeline ${BEFORE:+"$BEFORE"}
  scripts/bench.sh sandbox ${BEFORE:+"$BEFORE"}
}

fresh-debian() { scripts/fresh_debian.sh; }

case "$name" in
  fuzz | kills | attacks | soak | extensions | tsan | asan-gcc | fresh-debian | bench) ;;
  *) sed -n '3,/^set/p' scripts/prove.sh | sed '$d; s/^# \{0,1\}//'; exit 2 ;;
esac

output=$(mktemp)
trap 'rm -f "$output"' EXIT
begin=$(date +%s)
commit=$(git rev-parse HEAD)
changes=$(git status --porcelain -- . ':!docs/proofs' | wc -l)
[ "$changes" -eq 0 ] || commit+=", with $changes files changed"
# In a process of its own, so that the first command that fails ends the proof.
status=0
if [ "${AFFINE_PROOF:-}" = running ]; then
  "$name"
  exit
fi
AFFINE_PROOF=running scripts/prove.sh "$name" 2>&1 | tee "$output" || status=$?

model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
memory=$(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo)
mkdir -p docs/proofs
{
  echo "# Proof: $name"
  echo
  echo "| | |"
  echo "|---|---|"
  echo "| result | $([ "$status" -eq 0 ] && echo passed || echo "failed (status $status)") |"
  echo "| date | $(date -u +%Y-%m-%dT%H:%MZ), $(($(date +%s) - begin)) s |"
  echo "| commit | $commit |"
  echo "| machine | $model, $(nproc) processors, $((memory >> 20)) GiB, Linux $(uname -r) |"
  echo "| command | \`${BEFORE:+BEFORE=$BEFORE }scripts/prove.sh $name\` |"
  echo
  echo "The end of its output:"
  echo
  echo '```'
  tail -n 100 "$output"
  echo '```'
} >"docs/proofs/$name.md"
echo "prove: wrote docs/proofs/$name.md"
exit "$status"
