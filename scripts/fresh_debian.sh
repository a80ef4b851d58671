#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# On a bare Debian 12 (a new root folder, by debootstrap): scripts/quickstart.sh once,
# scripts/test.sh three times in a row, and the built tests once more with a quarter of the
# processor. As root. The root folder is ROOT_FOLDER (a temporary one, removed at the end).
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || { echo "fresh_debian: run as root" >&2; exit 2; }
command -v debootstrap >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap

root=${ROOT_FOLDER:-$(mktemp -d /var/tmp/affine-debian-XXXXXX)}
group=
# shellcheck disable=SC2317 # called by the trap
clean() {
  if [ -n "$group" ]; then rmdir "$group" 2>/dev/null || true; fi
  [ -n "${ROOT_FOLDER:-}" ] || rm -rf --one-file-system "$root"
}
trap clean EXIT
[ -e "$root/etc/debian_version" ] ||
  debootstrap --variant=minbase bookworm "$root" "${MIRROR:-http://deb.debian.org/debian}"
chmod 755 "$root"  # as the root folder of any machine is
cp /etc/resolv.conf "$root/etc/resolv.conf"
rm -rf "$root/affine"
mkdir "$root/affine"
git archive HEAD | tar -x -C "$root/affine"

# inside COMMAND…: in the new root, with mounts that go away with it. By pivot_root: the kernel
# refuses user namespaces to processes in a chroot, which no machine of a user is.
inside() {
  unshare --mount --pid --fork sh -ec '
    root=$1; shift
    mount --make-rprivate /
    mount --bind "$root" "$root"
    mount -t proc none "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs none "$root/tmp"
    cd "$root"
    pivot_root . mnt
    umount -l mnt
    exec /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      sh -ec "cd /affine && exec \"\$@\"" sh "$@"' sh "$root" "$@"
}

# A control group whose processes get a quarter of all processors together.
quarter() {
  local share=$((100000 * $(nproc) / 4))
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    group=/sys/fs/cgroup/affine-quarter
    mkdir -p "$group"
    echo "$share 100000" >"$group/cpu.max"
  else
    group=/sys/fs/cgroup/cpu/affine-quarter
    mkdir -p "$group"
    echo 100000 >"$group/cpu.cfs_period_us"
    echo "$share" >"$group/cpu.cfs_quota_us"
  fi
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    "$@"
  )
}

echo "== quickstart"
inside scripts/quickstart.sh
for round in 1 2 3; do
  echo "== tests, round $round"
  inside scripts/test.sh
done
echo "== tests with a quarter of the processor"
quarter inside ctest --test-dir build/release --no-tests=error --output-on-failure --timeout 3600 \
  -j "$(nproc)"
echo "fresh_debian: all passed"
