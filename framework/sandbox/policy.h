// SPDX-License-Identifier: MIT
/// Which system calls programs may make. An allow list: what is not named is refused.
///
/// There are three answers. A call is allowed; or it is refused with EPERM (ENOSYS for calls that
/// the C library tries and can do without); or it ends the process, if no legitimate program makes
/// it. Only numbers in the arguments are compared, never memory.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace af::sandbox {

/// How a program starts once the filter is loaded.
enum class Start {
  forked,   ///< the forked process interprets the program; no exec
  program,  ///< one exec of the program's own file
  command,  ///< exec of the plan's command, and of any other file in the private root
};

/// What the runs of one language may do beyond what every run may: threads, reading files, memory,
/// time, signals to itself.
struct Policy {
  Start start = Start::forked;
  bool may_build = false;          ///< start processes and write in the working folder: compilers
  std::vector<std::string> calls;  ///< further system calls, by name, with any arguments
  std::vector<unsigned long> ioctls;  ///< further requests of ioctl
  std::vector<int> fcntls;            ///< further commands of fcntl
};

/// The filter as an array of struct sock_filter. The process's own id appears in it as
/// `own_pid_mark` (zygote/confine.h), which each run replaces. Fails if the policy names a call
/// that does not exist.
[[nodiscard]] base::Result<std::string> filter_of(const Policy& policy);

}  // namespace af::sandbox
