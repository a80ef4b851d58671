// SPDX-License-Identifier: MIT
/// The program's log: one line per event on standard error. It is passed to its users; there is
/// no global one.
#pragma once

#include <spdlog/logger.h>

#include <memory>

namespace af::base {

/// Shared ownership. Loggers may be used from any thread.
using Log = std::shared_ptr<spdlog::logger>;

/// A log on standard error. `verbosity`: 0 warnings and errors, 1 info, 2 debug, 3 trace; other
/// values count as the nearest.
[[nodiscard]] Log make_log(int verbosity);
/// A log that writes nothing.
[[nodiscard]] Log silent_log();

}  // namespace af::base
