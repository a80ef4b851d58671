// SPDX-License-Identifier: MIT
/// Section `sandbox`: where programs that models write are run.
#pragma once

#include <cstdint>

#include "base/fields.h"
#include "sandbox/layers.h"

namespace af::config {

/// The sandbox. See sections/sandbox.cpp for limits and meaning of each key.
struct SandboxConfig {
  std::int64_t slots = 0;      ///< programs at the same time; 0: from the number of CPUs
  sandbox::LayerSet accepted;  ///< layers that may be missing: `accept_missing`

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<SandboxConfig> fields();
};

}  // namespace af::config
