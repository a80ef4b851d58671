/// One call into a plugin: owns the AfCall, keeps the reason of a failure, forwards the log.
#pragma once

#include <affine/abi/call.h>

#include <atomic>
#include <functional>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "plugin/boundary/program_runs.h"

namespace af::plugin {

class CallFrame {
 public:
  /// `deadline_ns`: monotonic, 0 for none. `who` stands before the plugin's log lines.
  /// `runs`: where the call finds and leaves runs of programs; null: it may ask for none.
  CallFrame(base::Log log, std::string who, std::uint64_t deadline_ns = 0,
            ProgramRuns* runs = nullptr);
  CallFrame(const CallFrame&) = delete;
  CallFrame& operator=(const CallFrame&) = delete;

  [[nodiscard]] const AfCall* raw() const noexcept { return &call_; }

  [[nodiscard]] ProgramRuns* runs() const noexcept { return runs_; }

  /// What a status other than AF_OK means: the recorded reason, or one made up from the status.
  [[nodiscard]] base::Error error(AfStatus status) const;
  /// The option that the plugin named for AF_INVALID_CONFIG; empty if none.
  [[nodiscard]] const std::string& option() const noexcept { return path_; }

 private:
  AfCall call_;
  base::Log log_;
  ProgramRuns* runs_;
  std::string who_, text_, path_;
  AfCause cause_ = AF_CAUSE_NONE;
};

/// The cause that a failing status stands for where the plugin named none.
[[nodiscard]] base::Cause cause_of(AfStatus status) noexcept;

}  // namespace af::plugin
