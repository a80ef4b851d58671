// SPDX-License-Identifier: MIT
/// Watches one run from outside until it has ended: collects its output, enforces its limits, reaps
/// it.
#pragma once

#include <sys/types.h>

#include "sandbox/run.h"
#include "sandbox/verdict.h"

namespace af::sandbox {

/// The supervisor's handles on a run. `watch` takes them over and closes them.
struct RunHandles {
  pid_t pid;                   ///< a child of this process
  int output, errors, status;  ///< reading ends of pipes, non-blocking
};

/// What was seen of a run.
struct Observation {
  RunFacts facts;
  std::string output;  ///< at most `RunLimits::output_bytes`
  std::string errors;  ///< at most `max_error_bytes`
};

/// Whether the memory of a process can be read. It cannot where /proc is not mounted or hides the
/// processes of other users.
[[nodiscard]] bool can_watch_memory(pid_t pid);

/// Waits until no process of the run is left and everything it wrote is read. Also watches the
/// socket `host` (-1: none): if its other side is closed, the run is killed and `lost` set.
[[nodiscard]] Observation watch(const RunHandles& watched, const RunLimits& limits, int host,
                                bool& lost);

}  // namespace af::sandbox
