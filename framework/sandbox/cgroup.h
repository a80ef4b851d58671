// SPDX-License-Identifier: MIT
/// A memory cgroup for one slot of the sandbox, version 1 or 2 (Linux, Documentation/admin-guide).
///
/// The host creates and removes it, the slot's supervisor uses it. A host that was killed leaves
/// empty cgroups behind, which `remove_stale_cgroups` removes.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace af::sandbox {

/// Owns the cgroup's folder. The destructor removes it, and waits up to 200 ms for its processes to
/// end.
class Cgroup {
 public:
  /// Creates the cgroup "affine-NAMESPACE-PID-SLOT" where this process may. In version 2 this
  /// process may have to move to a child cgroup first. Fails with the reason if memory cannot be
  /// limited.
  [[nodiscard]] static base::Result<Cgroup> create(unsigned slot);
  Cgroup(Cgroup&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  Cgroup& operator=(Cgroup&& other) noexcept {
    path_.swap(other.path_);
    return *this;
  }
  ~Cgroup();
  /// Its folder in the cgroup file system.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  explicit Cgroup(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// Removes the cgroups of `af` processes that no longer exist; of other pid namespaces those that
/// are empty and older than an hour.
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
