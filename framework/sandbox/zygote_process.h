/// Starts a zygote in namespaces of its own, and asks it for runs.
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

/// Host ids from which each slot takes a range of its own: above every user and below every signed
/// limit.
constexpr std::uint32_t first_own_id = 2'000'000'000;
constexpr std::uint32_t own_id_count = 65'536;

/// Owns the process: killed and reaped when this goes away.
class ZygoteProcess {
 public:
  /// Fails with the step that could not be done and its error. `cgroup` may be null.
  [[nodiscard]] static base::Result<ZygoteProcess> start(const Setup& setup, LayerSet layers,
                                                         unsigned slot, CgroupView* cgroup);
  ZygoteProcess(ZygoteProcess&& other) noexcept { *this = std::move(other); }
  ZygoteProcess& operator=(ZygoteProcess&& other) noexcept;
  ~ZygoteProcess();

  /// Starts a run with these files; the caller watches it. Fails if the zygote is gone or cannot
  /// fork.
  [[nodiscard]] base::Result<Watched> spawn(const Program& program, std::string_view input,
                                            const Limits& limits);

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// Such as "python 3.11.2".
  [[nodiscard]] const std::string& runtime() const noexcept { return runtime_; }
  [[nodiscard]] unsigned runs() const noexcept { return runs_; }

 private:
  ZygoteProcess() = default;
  pid_t pid_ = -1;
  int control_ = -1;
  unsigned runs_ = 0;
  Policy policy_ = Policy::interpreted;
  std::string runtime_;
};

}  // namespace af::sandbox
