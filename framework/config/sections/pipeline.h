// SPDX-License-Identifier: MIT
/// Section `pipeline`: windows, limits and sampling.
#pragma once

#include <cstdint>
#include <string>

#include "base/fields.h"

namespace af::config {

/// Windows, limits and sampling. See sections/pipeline.cpp for limits and meaning of each key.
struct PipelineConfig {
  std::int64_t window_blocks = 100;  ///< from the start of one window to the next
  std::int64_t concurrency = 256;    ///< rollouts at the same time
  std::int64_t per_miner = 16;       ///< rollouts at the same time for one miner
  std::int64_t attempts = 3;         ///< tries of one exchange
  double retry_seconds = 120;        ///< for all tries of one exchange
  double rollout_seconds = 600;      ///< for one exchange
  double miner_seconds = 7200;       ///< for all tasks of a window, by one miner
  double stop_seconds = 5;           ///< for running rollouts when the program stops
  std::int64_t max_tokens = 4096;    ///< of one reply; 0: the server's own limit
  double temperature = 0;            ///< of sampling
  double top_p = 1;                  ///< of sampling
  std::string seed;  ///< 64 hexadecimal digits for repeatable runs; empty: fresh secrets

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<PipelineConfig> fields();
};

}  // namespace af::config
