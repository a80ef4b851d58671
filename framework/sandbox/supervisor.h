// SPDX-License-Identifier: MIT
/// The process of one slot. It is started by exec with an empty environment and holds no secrets.
/// It keeps the zygotes of its slot, runs one program at a time, and reports facts and verdict.
#pragma once

#include <string>

#include "sandbox/layers.h"

namespace af::sandbox {

/// What a supervisor needs to know of its slot.
struct SupervisorOptions {
  LayerSet accepted;          ///< layers that may be missing
  unsigned slot = 0;          ///< tells the ids, the CPU and the cgroup of slots apart
  std::string cgroup;         ///< a folder with a memory controller; empty: none
  std::string why_no_cgroup;  ///< for the message, if there is none
};

/// Serves runs on an inherited stream socket until the host closes it. Returns the exit status of
/// the process: 0, or 1 after a refusal or a broken message. Changes the whole process: CPU, umask,
/// and it dies with its parent.
[[nodiscard]] int serve_runs(int socket, const SupervisorOptions& options);

}  // namespace af::sandbox
