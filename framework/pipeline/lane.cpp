// SPDX-License-Identifier: MIT
#include "pipeline/lane.h"

#include <algorithm>

namespace af::pipeline {

std::vector<PlannedTask> tasks_left(const Plan& plan, const std::string& hotkey,
                                    const DoneKeys& done) {
  std::int64_t most = 0;
  for (const auto& environment : plan.environments) most = std::max(most, environment.tasks);
  std::vector<PlannedTask> tasks;
  for (std::int64_t number = 0; number < most; ++number) {
    for (std::size_t e = 0; e < plan.environments.size(); ++e) {
      const PlannedEnvironment& environment = plan.environments[e];
      if (number < environment.tasks && !done.contains({environment.id, number, hotkey})) {
        tasks.push_back({e, number});
      }
    }
  }
  return tasks;
}

std::optional<PlannedTask> Lane::take() {
  if (next_ >= tasks_.size()) return std::nullopt;
  return tasks_[next_++];
}

void Lane::charge(const RolloutResult& result) {
  // Our own trouble is not on the miner's clock.
  if (result.state != store::State::void_) left_ -= result.asked;
}

}  // namespace af::pipeline
