// SPDX-License-Identifier: MIT
/// Section `chain`: where commitments are read and weights are written.
#pragma once

#include <string>

#include "base/fields.h"

namespace af::config {

/// The chain. See sections/chain.cpp for limits and meaning of each key.
struct ChainConfig {
  std::string kind = "local";             ///< which implementation is opened
  std::string file = "affine-ledger.db";  ///< of the local ledger
  std::string clock = "wall";             ///< "wall" or "steps"
  double block_seconds = 12;              ///< with the clock "wall"

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<ChainConfig> fields();
};

}  // namespace af::config
