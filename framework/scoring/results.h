/// From rollouts to samples: which tasks count, and what each miner got on them. Pure
/// functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/cause.h"

namespace af::scoring {

struct Miner {
  std::int64_t uid = 0, commit_block = 0;
  std::string hotkey;
};

/// What became of one rollout.
struct Fact {
  std::string environment, hotkey;
  std::int64_t task = 0;
  bool scored = false;
  double score = 0;  ///< meaningless unless scored
  base::Cause cause = AF_CAUSE_NONE;
};

/// Samples of one environment: scores[c][k] is what miner c got on the k-th task that counts.
struct EnvironmentResults {
  std::string environment;
  std::vector<std::int64_t> tasks;  ///< those that count, ascending
  std::int64_t void_tasks = 0;
  std::vector<std::vector<double>> scores;
};

struct WindowResults {
  std::int64_t window = 0;
  std::vector<Miner> miners;
  std::vector<EnvironmentResults> environments;
};

/// Decides task by task; nobody can choose which questions count for himself alone:
///   - a validator's fault on any sample makes the task void for everyone;
///   - a plugin's fault makes it void, unless one miner's replies alone trigger it while
///   others were
///     judged: that one gets 0;
///   - failures of endpoints are 0, unless the endpoints of all (two or more) miners failed:
///   then the
///     platform did, and the task is void;
///   - a sample that is missing is 0.
/// The order of `facts` does not matter.
[[nodiscard]] WindowResults collect(std::int64_t window, std::vector<Miner> miners,
                                    const std::vector<std::string>& environments,
                                    const std::vector<Fact>& facts);

}  // namespace af::scoring
