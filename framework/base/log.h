/// The program's log: one line an event on standard error. Handed down, never global.
#pragma once

#include <spdlog/logger.h>

#include <memory>

namespace af::base {

using Log = std::shared_ptr<spdlog::logger>;

/// `verbosity`: 0 warnings, 1 info, 2 debug, 3 trace.
[[nodiscard]] Log make_log(int verbosity);
/// A log that writes nothing.
[[nodiscard]] Log silent_log();

}  // namespace af::base
