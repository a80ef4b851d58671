// SPDX-License-Identifier: MIT
/// A memory cgroup for one slot of the sandbox, version 1 or 2 (Linux, Documentation/admin-guide).
///
/// The host creates and removes it, the slot's supervisor uses it. The host holds a lock (flock) on
/// the folder for as long as it needs the cgroup. A host that was killed holds none, and leaves its
/// cgroups to `remove_stale_cgroups`. That works also between containers that share a hierarchy.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "base/result.h"
#include "sandbox/descriptors.h"

namespace af::sandbox {

/// Owns the cgroup's folder and the lock on it. The destructor removes it, and waits up to 200 ms
/// for its processes to end.
class Cgroup {
 public:
  /// Creates the cgroup "affine-PID-SLOT-RANDOM" where this process may. In version 2 this process
  /// may have to move to a child cgroup first. Fails with the reason if memory cannot be limited.
  [[nodiscard]] static base::Result<Cgroup> create(unsigned slot);
  Cgroup(Cgroup&& other) noexcept
      : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
  Cgroup& operator=(Cgroup&& other) noexcept {
    path_.swap(other.path_);
    std::swap(lock_, other.lock_);
    return *this;
  }
  ~Cgroup();
  /// Its folder in the cgroup file system.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// False once somebody else has removed it.
  [[nodiscard]] bool exists() const noexcept;

 private:
  Cgroup(std::filesystem::path path, Descriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  Descriptor lock_;
};

/// Removes the cgroups of this program that nobody holds and that have no processes, where this
/// process would create its own.
void remove_stale_cgroups();

/// How many processes of the machine the kernel has killed because memory ran out, since it
/// started; 0 if it does not count them.
[[nodiscard]] std::uint64_t memory_kills_of_machine();

/// The supervisor's side of an existing cgroup. Owns nothing.
class CgroupView {
 public:
  /// `path`: the folder of the cgroup.
  explicit CgroupView(std::filesystem::path path);
  /// Moves a process into it. On failure false, with errno.
  [[nodiscard]] bool add(pid_t pid) const;
  /// Limits memory to `bytes`, without swap. On failure false, with errno.
  [[nodiscard]] bool set_limit(std::uint64_t bytes);
  /// How many processes of this cgroup the kernel has killed for its limit.
  [[nodiscard]] std::uint64_t kills() const;

 private:
  std::filesystem::path path_;
  bool unified_;
  std::uint64_t limit_ = 0;
};

}  // namespace af::sandbox
