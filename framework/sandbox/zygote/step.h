// SPDX-License-Identifier: MIT
/// Steps of a preparation: one that fails is reported to the supervisor and ends the process.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/zygote/plan.h"

namespace af::sandbox {

/// Writes a StepFailure with errno to the descriptor `status` and ends the process. `step` is cut
/// to 46 bytes. Safe between fork and exec.
[[noreturn]] inline void fail_step(int status, const char* step) {
  StepFailure failed;
  failed.error = errno;
  std::strncpy(failed.step.data(), step, failed.step.size() - 1);
  [[maybe_unused]] const auto written = ::write(status, &failed, sizeof(failed));
  ::_exit(99);
}

/// Calls fail_step unless `worked`.
inline void must(bool worked, int status, const char* step) {
  if (!worked) fail_step(status, step);
}

}  // namespace af::sandbox
