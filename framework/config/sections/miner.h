// SPDX-License-Identifier: MIT
/// Section `miners`: who is asked.
#pragma once

#include <cstdint>
#include <string>

#include "base/fields.h"

namespace af::config {

/// One miner. See sections/miner.cpp for limits and meaning of each key.
struct MinerConfig {
  std::int64_t uid = 0;           ///< 0 … 65535, unique
  std::string hotkey;             ///< unique
  std::string model;              ///< name of the model as the backend has it
  std::string revision = "main";  ///< of the model
  std::int64_t block = 0;         ///< of the commitment
  std::string backend;            ///< id of a backend
  std::string base_url;  ///< the miner's own endpoint; empty: the backend's, shared with others

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<MinerConfig> fields();
};

}  // namespace af::config
