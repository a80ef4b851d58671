/// Watches one run from outside until it is gone: collects its output, enforces its limits, reaps
/// it.
#pragma once

#include <sys/types.h>

#include "sandbox/run.h"
#include "sandbox/verdict.h"

namespace af::sandbox {

/// Our ends of a run, all non-blocking; closed here.
struct Watched {
  pid_t pid;
  int output, errors, status;
};

/// What is left of a run.
struct Seen {
  Facts facts;
  std::string output, errors;
};

/// Whether the memory of a process can be seen: not where /proc is missing or hides other users'
/// processes.
[[nodiscard]] bool can_watch_memory(pid_t pid);

/// Returns when no process of the run is left and everything it wrote is read. `host` is watched
/// too: when the other side of that socket is closed, the run is killed and `lost` set.
[[nodiscard]] Seen watch(const Watched& watched, const Limits& limits, int host, bool& lost);

}  // namespace af::sandbox
