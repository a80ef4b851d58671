// SPDX-License-Identifier: MIT
/// The supervisor's side of a zygote: starts it in namespaces of its own, and orders runs from it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"
#include "sandbox/cgroup.h"
#include "sandbox/languages.h"
#include "sandbox/layers.h"
#include "sandbox/run.h"
#include "sandbox/watch.h"

namespace af::sandbox {

/// The first user and group id of the machine that slots use: above every ordinary user, below
/// 2^31. Each slot takes a range of `own_id_count`.
constexpr std::uint32_t first_own_id = 2'000'000'000;
constexpr std::uint32_t own_id_count = 65'536;

/// Owns the zygote's process: the destructor kills and reaps it. One thread.
class ZygoteProcess {
 public:
  /// Starts a zygote and waits until it serves, at most 30 s for each step. `slot` selects the ids.
  /// `cgroup` may be null; it is used during the call only. Fails with the step that could not be
  /// done and its error.
  [[nodiscard]] static base::Result<ZygoteProcess> start(const LanguageSetup& setup,
                                                         LayerSet layers, unsigned slot,
                                                         CgroupView* cgroup);
  ZygoteProcess(ZygoteProcess&& other) noexcept { *this = std::move(other); }
  ZygoteProcess& operator=(ZygoteProcess&& other) noexcept;
  ~ZygoteProcess();

  /// Starts a run, a child of this process, and returns its handles; the caller must watch it.
  /// Fails if the zygote is gone or cannot fork.
  [[nodiscard]] base::Result<RunHandles> spawn(const Program& program, std::string_view input,
                                               const RunLimits& limits);

  /// Its process id.
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// What runs the programs, such as "python 3.11.2".
  [[nodiscard]] const std::string& runtime() const noexcept { return runtime_; }
  /// How many runs it has started.
  [[nodiscard]] unsigned runs() const noexcept { return runs_; }

 private:
  ZygoteProcess() = default;
  pid_t pid_ = -1;
  int control_ = -1;
  unsigned runs_ = 0;
  bool limit_address_space_ = true;
  std::string runtime_;
};

}  // namespace af::sandbox
