// SPDX-License-Identifier: MIT
/// Turns a freshly forked process into one that may run an untrusted program.
#pragma once

#include <linux/filter.h>

#include <vector>

#include "sandbox/zygote/landlock.h"
#include "sandbox/zygote/plan.h"

namespace af::sandbox {

/// Prepared once by the zygote, used by every run.
struct Confinement {
  Plan plan;
  std::vector<struct sock_filter> filter;
  int rules = -1;  ///< a descriptor of Landlock rules; -1 without Landlock
};

/// The files that the plan lets runs read and list, for Landlock.
[[nodiscard]] Access access_of(const Plan& plan);

/// Placeholder for the process's own id in the filter. Each run replaces it with its id.
constexpr std::uint32_t own_pid_mark = 0x5AFF1E01;

/// The descriptor of the program's source or executable. Input, output and error are 0, 1 and 2.
constexpr int program_fd = 3;
/// The descriptor of the status pipe, until `ready_byte` is written to it.
constexpr int status_fd = 4;

/// Confines the calling process, in this order: session, working folder, Landlock, descriptors,
/// limits, ids, capabilities, system call filter. Afterwards descriptors 0 to 4 are as named above
/// and no others are open. A step that fails is reported on the status pipe and ends the process.
void confine(const Confinement& confinement, const RunOrder& order, const RunFiles& files);

/// Reports `ready_byte` and closes the status pipe. Everything afterwards is charged to the
/// program.
void report_ready();

}  // namespace af::sandbox
