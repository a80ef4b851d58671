/// Which system calls programs may make. An allow list: what is not named is refused.
///
/// Three answers: allowed; refused with EPERM (ENOSYS for calls that the C library tries and can do
/// without); and the end of the process for calls that no honest program makes. Only numbers are
/// looked at, never memory.
#pragma once

#include <string>

#include "base/result.h"

namespace af::sandbox {

enum class Policy {
  interpreted,  ///< one process, with threads; files only to read
  native,       ///< the same, and the one exec that starts the program
  node,         ///< what Node.js needs beyond that
  compiler,     ///< processes, and writing in the working folder
};

/// The filter as an array of struct sock_filter. The process's own id stands in it as
/// `own_pid_mark`.
[[nodiscard]] base::Result<std::string> filter_of(Policy policy);

}  // namespace af::sandbox
