// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <algorithm>
#include <array>

namespace af::base {

Log make_log(int verbosity) {
  constexpr std::array levels = {spdlog::level::warn, spdlog::level::info, spdlog::level::debug,
                                 spdlog::level::trace};
  auto log = std::make_shared<spdlog::logger>(
      "af", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  log->set_level(levels[static_cast<std::size_t>(std::clamp(verbosity, 0, 3))]);
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
  return log;
}

Log silent_log() {
  return std::make_shared<spdlog::logger>("silent",
                                          std::make_shared<spdlog::sinks::null_sink_mt>());
}

}  // namespace af::base
