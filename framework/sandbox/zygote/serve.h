// SPDX-License-Identifier: MIT
/// The zygote: waits inside the prepared namespaces and forks one child per run.
#pragma once

#include "sandbox/zygote/plan.h"

namespace af::sandbox {

/// What a kind of zygote adds: a prepared state to fork, and how a child runs its program.
class Runtime {
 public:
  virtual ~Runtime() = default;
  /// Prepares the state, inside the private root. Returns the name for records, such as "python
  /// 3.11.2". A failure is reported on the control socket and ends the process.
  [[nodiscard]] virtual std::string prepare(const Plan& plan) = 0;
  /// In the zygote, before each fork.
  virtual void before_fork() {}
  /// In the zygote, after each fork.
  virtual void after_fork_in_parent() {}
  /// In the forked process, before it is confined.
  virtual void after_fork_in_child() {}
  /// Runs the program that is open as `program_fd`, in the confined child. Never returns.
  [[noreturn]] virtual void run(const Plan& plan) = 0;
};

/// Waits for the next order and its descriptors, which the caller closes. False when the supervisor
/// is gone.
[[nodiscard]] bool receive_order(RunOrder& order, RunFiles& files);
/// Closes all of them.
void close_files(const RunFiles& files);

/// Reads the plan, builds the private root, prepares the runtime, reports `ready_byte` and its name
/// on the control socket, and serves orders until the supervisor is gone. Returns the exit status
/// of the process. A failure before the report is sent as a StepFailure and ends the process.
[[nodiscard]] int serve(Runtime& runtime);

}  // namespace af::sandbox
