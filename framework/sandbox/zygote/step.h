/// Preparation that must not fail halfway: a step that goes wrong is told to the supervisor, and
/// the process ends.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/zygote/plan.h"

namespace af::sandbox {

/// Tells which step failed, with errno, on `status` and ends the process. Safe between fork and
/// exec.
[[noreturn]] inline void fail_step(int status, const char* step) {
  Failed failed;
  failed.error = errno;
  std::strncpy(failed.step.data(), step, failed.step.size() - 1);
  [[maybe_unused]] const auto written = ::write(status, &failed, sizeof(failed));
  ::_exit(99);
}

/// Ends the process unless the step worked.
inline void must(bool worked, int status, const char* step) {
  if (!worked) fail_step(status, step);
}

}  // namespace af::sandbox
