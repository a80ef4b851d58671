// SPDX-License-Identifier: MIT
/// Plays the rollouts of one window: every miner on every task.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/async.h"
#include "base/clock.h"
#include "config/config.h"
#include "pipeline/lane.h"
#include "pipeline/plan.h"
#include "pipeline/request.h"
#include "store/store.h"

namespace af::pipeline {

/// How far a window is, in rollouts.
struct Progress {
  std::int64_t done = 0, planned = 0, scored = 0, failed = 0, void_ = 0;
};

/// How a run is told to stop: first no new rollouts, then give up those in flight.
struct Stop {
  std::stop_source drain, abandon;
};

/// What a run works with; all of it outlives the run.
struct WindowServices {
  EndpointResolver& endpoints;
  RolloutExecutor& executor;
  store::Store& store;
  base::Clock& clock;
  const config::PipelineConfig& limits;
  const Stop& stop;
};

/// Level and seed of one planned task, as the window's seed gives them.
struct DrawnTask {
  std::uint32_t level = 0;
  base::Seed seed{};
};

/// Plays what is left of one window: a lane for each miner, all on one executor.
class WindowRun {
 public:
  /// Borrows services, window and plan. `on_progress` is called once at the start and then after
  /// every row that is written.
  WindowRun(WindowServices services, const store::Window& window, const Plan& plan,
            std::function<void(const Progress&)> on_progress);

  /// True when every planned rollout is recorded, false when it was stopped before. Fails when
  /// results cannot be written. A miner that has no endpoint any more is left out.
  [[nodiscard]] base::Awaitable<base::Result<bool>> run(const DoneKeys& done);

 private:
  [[nodiscard]] base::Awaitable<std::vector<std::unique_ptr<Lane>>> make_lanes(
      const DoneKeys& done);
  [[nodiscard]] base::Awaitable<void> work(Lane& lane);
  [[nodiscard]] base::Awaitable<void> rollout(Lane& lane, PlannedTask task);
  [[nodiscard]] base::Awaitable<std::optional<RolloutResult>> ask(Lane& lane,
                                                                  RolloutRequest request);
  [[nodiscard]] const DrawnTask& drawn_task(PlannedTask task);
  [[nodiscard]] RolloutRequest request_for(const Lane& lane, PlannedTask task);
  void count(store::State state);

  WindowServices services_;
  const store::Window& window_;
  const Plan& plan_;
  base::Seed window_seed_;
  std::vector<base::Digest> options_;  ///< of the plan's environments
  /// By environment and number; each is drawn once, for the first miner that comes to it.
  std::vector<std::vector<std::optional<DrawnTask>>> drawn_;
  std::function<void(const Progress&)> on_progress_;
  Progress progress_;
  std::optional<base::Error> failure_;
};

}  // namespace af::pipeline
