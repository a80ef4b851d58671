// SPDX-License-Identifier: MIT
/// Section `plugins`: where plugins are found.
#pragma once

#include <filesystem>
#include <vector>

#include "base/fields.h"

namespace af::config {

/// Where plugins are found.
struct PluginsConfig {
  std::vector<std::filesystem::path> path;  ///< folders, searched before the program's own

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<PluginsConfig> fields();
};

}  // namespace af::config
