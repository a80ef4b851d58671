/// Runs the rollouts of one window: every miner on every task, in lanes that do not slow each
/// other.
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <stop_token>
#include <tuple>

#include "base/async.h"
#include "pipeline/rollout.h"
#include "pipeline/task_board.h"
#include "store/store.h"

namespace af::pipeline {

/// What is recorded already: environment, task, hotkey.
using DoneKeys = std::set<std::tuple<std::string, std::int64_t, std::string>>;

struct Progress {
  std::int64_t done = 0, planned = 0, scored = 0, failed = 0, void_ = 0;
};

/// How a run is told to stop: first no new rollouts, then give up those in flight.
struct Stop {
  std::stop_source drain, abandon;
};

class WindowRun {
 public:
  WindowRun(const Runtime& runtime, store::Store& store, const store::Window& window, Plan plan,
            const Stop& stop, std::function<void(const Progress&)> on_progress);

  /// True when every planned rollout is recorded, false when it was stopped before. Fails when
  /// results cannot be written.
  [[nodiscard]] base::Awaitable<base::Result<bool>> run(const DoneKeys& done);

 private:
  /// One miner's way through the tasks; several workers share it.
  struct Lane {
    std::size_t miner = 0;
    std::vector<std::pair<std::size_t, std::int64_t>> tasks;  // environment, index
    std::size_t next = 0;
    Route route;
    base::Semaphore permits;  ///< for asking its model; writing the result down needs none
    std::chrono::nanoseconds asked{0};  ///< how long its model has been asked, all workers together
  };

  [[nodiscard]] std::shared_ptr<Lane> make_lane(std::size_t miner, const DoneKeys& done);
  [[nodiscard]] base::Awaitable<void> work(std::shared_ptr<Lane> lane);
  [[nodiscard]] base::Awaitable<void> rollout(Lane& lane, std::size_t environment,
                                              std::int64_t index);
  [[nodiscard]] base::Awaitable<std::optional<Played>> ask(Lane& lane, const BoardTask& task,
                                                           const std::string& environment);
  [[nodiscard]] store::Rollout row_of(const Lane& lane, std::size_t environment, std::int64_t index,
                                      const BoardTask& task) const;

  const Runtime& runtime_;
  store::Store& store_;
  const store::Window& window_;
  Plan plan_;
  std::size_t share_;  ///< of the concurrency, for each lane
  const Stop& stop_;
  std::function<void(const Progress&)> on_progress_;
  TaskBoard board_;
  Exchanger exchanger_;
  Progress progress_;
  std::optional<base::Error> failure_;
};

}  // namespace af::pipeline
