/// The zygote: stands in the prepared place and gives birth to runs, one at a time.
#pragma once

#include "sandbox/zygote/plan.h"

namespace af::sandbox {

/// What a kind of zygote adds: something warm to fork, and how a child runs its program.
class Body {
 public:
  virtual ~Body() = default;
  /// Warms up, in the private root. Returns what the records call it, such as "python 3.11.2".
  [[nodiscard]] virtual std::string prepare(const Plan& plan) = 0;
  virtual void before_fork() {}
  virtual void after_fork_in_parent() {}
  virtual void after_fork_in_child() {}
  /// Runs the program that is open as `program_fd`. Never returns.
  [[noreturn]] virtual void run(const Plan& plan) = 0;
};

/// The next order with its descriptors. False when the supervisor is gone.
[[nodiscard]] bool receive_order(RunOrder& order, RunFiles& files);
void close_files(const RunFiles& files);

/// Reads the plan, builds the place, prepares the body, says so on the control socket, and serves
/// orders until the supervisor goes away. Returns the exit status. A failure before that is told on
/// the control socket, as Failed.
[[nodiscard]] int serve(Body& body);

}  // namespace af::sandbox
