// SPDX-License-Identifier: MIT
/// Section `environments`: what models are asked.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/fields.h"
#include "config/yaml.h"

namespace af::config {

/// One environment. See sections/environment.cpp for limits and meaning of each key.
struct EnvironmentConfig {
  std::string id;           ///< unique name, used in results and task seeds
  std::string plugin;       ///< name on the plugin path, or a path with a slash
  bool in_process = false;  ///< `isolation: in_process`
  std::int64_t tasks = 16;  ///< per window, the same for every miner
  std::map<std::uint32_t, double>
      levels;                        ///< level to relative frequency above 0; empty: all alike
  std::int64_t call_seconds = 10;    ///< of one call into the plugin
  std::int64_t memory_mib = 512;     ///< of the plugin's process
  std::int64_t crashes_allowed = 5;  ///< within ten minutes
  Node options;  ///< checked against the plugin's table when the plugin is loaded

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<EnvironmentConfig> fields();
};

}  // namespace af::config
