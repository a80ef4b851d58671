// SPDX-License-Identifier: MIT
/// Section `store`: the system of record.
#pragma once

#include <string>

#include "base/fields.h"

namespace af::config {

/// The system of record.
struct StoreConfig {
  std::string file = "affine.db";  ///< the database

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<StoreConfig> fields();
};

}  // namespace af::config
