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
[ "${1:-}" = --check ] && packages+=(clang clang-tidy clang-format ccache)

is_installed() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == *"ok installed"* ]]; }

install() {
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup: run as root, or install sudo" >&2; exit 2; }
    sudo=(sudo)
  fi
  echo "setup: installing $*"
  export DEBIAN_FRONTEND=noninteractive
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" apt-get install -y -qq --no-install-recommends "$@"
}

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then install "${missing[@]}"; fi

# The runtimes of clang's sanitizers and of libFuzzer: a package of their own where there is one.
if [ "${1:-}" = --check ]; then
  version=$(clang -dumpversion)
  runtime=libclang-rt-${version%%.*}-dev
  if ! is_installed "$runtime" && apt-cache show "$runtime" >/dev/null 2>&1; then
    install "$runtime"
    missing+=("$runtime")
  fi
fi
if [ ${#missing[@]} -eq 0 ]; then echo "setup: all packages are installed"; fi
