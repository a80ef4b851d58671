// SPDX-License-Identifier: MIT
/// One call into a plugin.
#pragma once

#include <affine/abi/call.h>

#include <string>

#include "base/log.h"
#include "base/result.h"
#include "plugin/boundary/program_runs.h"

namespace af::plugin {

/// Owns the AfCall of one call, keeps the reason of a failure, and forwards the plugin's log. Lives
/// on the stack of the calling thread.
class CallFrame {
 public:
  /// `deadline_ns`: monotonic, 0 for none. `who` precedes the plugin's log lines and errors.
  /// `runs`: where the call finds and leaves runs of programs; null: it may ask for none.
  CallFrame(base::Log log, std::string who, std::uint64_t deadline_ns = 0,
            ProgramRuns* runs = nullptr);
  CallFrame(const CallFrame&) = delete;
  CallFrame& operator=(const CallFrame&) = delete;

  /// The context to pass to the plugin; valid as long as this object.
  [[nodiscard]] const AfCall* raw() const noexcept { return &call_; }
  /// The runs given to the constructor.
  [[nodiscard]] ProgramRuns* runs() const noexcept { return runs_; }

  /// The error for a status other than AF_OK: the recorded reason, or one made up from the status.
  /// A recorded cause that the plugin may not report gives AF_CAUSE_PLUGIN_CONTRACT.
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

/// The cause of a failing status for which the plugin named none.
[[nodiscard]] base::Cause cause_of(AfStatus status) noexcept;

}  // namespace af::plugin
