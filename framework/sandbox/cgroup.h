/// A memory cgroup for one slot of the sandbox, version 1 or 2.
///
/// The host makes and removes it, the slot's supervisor uses it. A host that was killed leaves its
/// cgroups behind, empty; `remove_stale_cgroups` takes them away.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace af::sandbox {

/// Owns the folder: removed when this goes away, once its processes are gone.
class Cgroup {
 public:
  /// `slot` tells this process's cgroups apart.
  [[nodiscard]] static base::Result<Cgroup> create(unsigned slot);
  Cgroup(Cgroup&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  Cgroup& operator=(Cgroup&& other) noexcept {
    path_.swap(other.path_);
    return *this;
  }
  ~Cgroup();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  explicit Cgroup(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// Removes the cgroups of `af` processes that no longer exist.
void remove_stale_cgroups();

/// How often the kernel has killed a process for want of memory, anywhere on the machine; 0 if it
/// does not say.
[[nodiscard]] std::uint64_t memory_kills_of_machine();

/// The supervisor's side of an existing cgroup.
class CgroupView {
 public:
  explicit CgroupView(std::filesystem::path path);
  /// Moves a process in. False with errno.
  [[nodiscard]] bool add(pid_t pid) const;
  /// Sets the limit on memory, without swap. False with errno.
  [[nodiscard]] bool set_limit(std::uint64_t bytes);
  /// How often the kernel has killed a process of this cgroup for its memory.
  [[nodiscard]] std::uint64_t kills() const;

 private:
  std::filesystem::path path_;
  bool unified_;
  std::uint64_t limit_ = 0;
};

}  // namespace af::sandbox
