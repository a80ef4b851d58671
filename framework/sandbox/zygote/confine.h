/// The way from a fresh fork to a process that may run a stranger's program.
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
  int rules = -1;  ///< Landlock rules; -1 without Landlock
};

/// The files that the plan lets runs read.
[[nodiscard]] Access access_of(const Plan& plan);

/// Number that stands for "my own process" in the filter; each run puts its own there.
constexpr std::uint32_t own_pid_mark = 0x5AFF1E01;

/// Descriptor of the program while it runs; input, output and error are 0, 1 and 2.
constexpr int program_fd = 3;
/// Descriptor of the status pipe until `ready_byte` is written to it.
constexpr int status_fd = 4;

/// Gives up everything, in the calling process: session, descriptors, limits, ids, capabilities,
/// files, system calls. Afterwards descriptors 0 to 4 are what the names above say and no others
/// are open. A step that fails is told on the status pipe and ends the process.
void confine(const Confinement& confinement, const RunOrder& order, const RunFiles& files);

/// Says that the preparation is over, and closes the status pipe: from here on everything is the
/// program's doing.
void say_ready();

}  // namespace af::sandbox
