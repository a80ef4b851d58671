#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs the distribution packages that building and testing need; does nothing where all are
# there. Debian 12, Ubuntu 22.04 and 24.04; as root or with sudo. `--check` also installs what
# scripts/check.sh needs, `--bench` the rivals of scripts/bench.sh.
set -euo pipefail

packages=(g++ make cmake ninja-build pkg-config git ca-certificates openssl python3
  libboost-dev libboost-program-options-dev libyaml-cpp-dev libcurl4-openssl-dev libspdlog-dev
  libsqlite3-dev catch2 nlohmann-json3-dev rapidjson-dev libsodium-dev libseccomp-dev libcadical-dev
  libjemalloc-dev libpython3-dev)
[ "${1:-}" = --bench ] && packages+=(python3-aiohttp bubblewrap)
if [ "${1:-}" = --check ]; then
  packages+=(clang clang-tidy clang-format ccache)
  # libFuzzer's runtime has the compiler's version in its package's name.
  if apt-cache show libclang-rt-14-dev >/dev/null 2>&1; then packages+=(libclang-rt-14-dev); fi
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [[ $status == *"ok installed"* ]] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all packages are installed"
  exit 0
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: run as root, or install sudo" >&2; exit 2; }
  sudo=(sudo)
fi
echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
