/// One slot of the sandbox: a process without secrets, started by exec with an empty environment,
/// that keeps the zygotes of its slot, runs one program at a time, and tells the host what it saw.
#pragma once

#include <string>

#include "sandbox/layers.h"

namespace af::sandbox {

struct SupervisorOptions {
  LayerSet accepted;   ///< layers that may be missing
  unsigned slot = 0;   ///< tells the ids, the CPU and the cgroup of slots apart
  std::string cgroup;  ///< a folder with a memory controller; empty: none
  std::string why_no_cgroup;
};

/// Serves on an inherited socket until the host goes away; the process's exit status.
[[nodiscard]] int serve_runs(int socket, const SupervisorOptions& options);

}  // namespace af::sandbox
