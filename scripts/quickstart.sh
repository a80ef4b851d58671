#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From a bare machine to a leaderboard: installs what is missing, builds, and runs three windows of
# the validator on the configuration that is built in (simulated miners, local ledger, SQLite). Safe
# to run again: the record is kept in build/quickstart and three more windows are added.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "== 1/3 packages"
scripts/setup.sh
echo "== 2/3 build (build/release)"
cmake --preset release -DBUILD_TESTING=OFF >/dev/null
cmake --build build/release
echo "== 3/3 three windows (record in build/quickstart)"
mkdir -p build/quickstart
cd build/quickstart
../release/af --config ../../configs/quickstart.yaml validate --windows 3
echo
echo "Next: build/release/af --help; README.md"
