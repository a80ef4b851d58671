// SPDX-License-Identifier: MIT
/// From rollouts to samples: which tasks count, and what each miner scored on them. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/cause.h"

namespace af::scoring {

/// A miner as rules see it.
struct Miner {
  std::int64_t uid = 0;           ///< number on the subnet
  std::int64_t commit_block = 0;  ///< in which its model was committed
  std::string hotkey;             ///< identifies the miner
};

/// How one rollout ended.
struct Fact {
  std::string environment, hotkey;
  std::int64_t task = 0;              ///< index in the window and environment
  bool scored = false;                ///< false: it failed or is void, and `cause` says why
  double score = 0;                   ///< 0 … 1; only if scored
  base::Cause cause = AF_CAUSE_NONE;  ///< only if not scored
};

/// Samples of one environment.
struct EnvironmentResults {
  std::string environment;
  std::vector<std::int64_t> tasks;  ///< those that count, ascending
  std::int64_t void_tasks = 0;      ///< how many do not count
  /// scores[i][k]: score of the i-th miner on the k-th task that counts.
  std::vector<std::vector<double>> scores;
};

/// Samples of one window, as rules get them.
struct WindowResults {
  std::int64_t window = 0;
  std::vector<Miner> miners;                     ///< all that were asked
  std::vector<EnvironmentResults> environments;  ///< all in which they were asked
};

/// Decides task by task, so that no miner can choose which tasks count for itself alone:
///   - a validator's fault on any sample makes the task void for everyone;
///   - a plugin's fault makes it void, unless only one miner's replies cause it while others were
///     scored: that miner gets 0;
///   - an endpoint's failure is 0, unless the endpoints of all miners (two or more) failed: their
///     cause is a common one, and the task is void;
///   - a missing sample is 0.
/// The order of `facts` does not matter.
[[nodiscard]] WindowResults collect(std::int64_t window, std::vector<Miner> miners,
                                    const std::vector<std::string>& environments,
                                    const std::vector<Fact>& facts);

}  // namespace af::scoring
