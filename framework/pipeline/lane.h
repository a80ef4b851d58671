// SPDX-License-Identifier: MIT
/// One miner's way through the tasks of a window. Lanes do not slow each other: each has permits
/// and a time allowance of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/async.h"
#include "pipeline/endpoint.h"
#include "pipeline/plan.h"
#include "pipeline/request.h"

namespace af::pipeline {

/// What is recorded already: environment, task, hotkey.
using DoneKeys = std::set<std::tuple<std::string, std::int64_t, std::string>>;

/// A task of a plan: index of its environment, and its number there.
struct PlannedTask {
  std::size_t environment = 0;
  std::int64_t number = 0;
};

/// The tasks that a miner has no row for yet, environments taking turns.
[[nodiscard]] std::vector<PlannedTask> tasks_left(const Plan& plan, const std::string& hotkey,
                                                  const DoneKeys& done);

/// Several workers share a lane. One executor; the miner outlives it.
class Lane {
 public:
  /// `at_once`: rollouts that may ask at the same time. `allowed`: time in which the miner's model
  /// must answer all its tasks, added up over everything asked at the same time.
  Lane(const PlannedMiner& asked, Endpoint where, std::vector<PlannedTask> tasks,
       std::size_t at_once, std::chrono::nanoseconds allowed)
      : miner(asked),
        endpoint(std::move(where)),
        permits(at_once),
        tasks_(std::move(tasks)),
        left_(allowed) {}

  /// The next task, or nothing when all were taken.
  [[nodiscard]] std::optional<PlannedTask> take();
  /// Charges the time for which the model was asked: only what is the miner's own to answer for.
  void charge(const RolloutResult& result);
  /// What is left of the time allowance; negative once it is overdrawn.
  [[nodiscard]] std::chrono::nanoseconds time_left() const noexcept { return left_; }
  /// Number of tasks, taken or not.
  [[nodiscard]] std::size_t size() const noexcept { return tasks_.size(); }

  const PlannedMiner& miner;
  const Endpoint endpoint;
  base::Semaphore permits;  ///< held from the first message of a rollout to its verdict

 private:
  std::vector<PlannedTask> tasks_;
  std::size_t next_ = 0;
  std::chrono::nanoseconds left_;
};

}  // namespace af::pipeline
