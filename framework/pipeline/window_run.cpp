// SPDX-License-Identifier: MIT
#include "pipeline/window_run.h"

#include <algorithm>

#include "base/workers.h"
#include "pipeline/row.h"

namespace af::pipeline {
namespace {

base::Seed seed_of(const store::Window& window) {
  const auto secret = base::seed_from_hex(window.secret).value_or(base::Seed{});
  return derive_window_seed(secret, window.block_hash);
}

/// How many rollouts of one miner may ask at the same time. Each lane has its own permits: no miner
/// can hold up another by being slow.
std::size_t permits_per_miner(const config::PipelineConfig& limits, std::size_t miners) {
  const std::int64_t share =
      limits.concurrency / std::max<std::int64_t>(1, static_cast<std::int64_t>(miners));
  return static_cast<std::size_t>(std::clamp<std::int64_t>(share, 1, limits.per_miner));
}

}  // namespace

WindowRun::WindowRun(WindowServices services, const store::Window& window, const Plan& plan,
                     std::function<void(const Progress&)> on_progress)
    : services_(services),
      window_(window),
      plan_(plan),
      window_seed_(seed_of(window)),
      on_progress_(std::move(on_progress)) {
  for (const auto& environment : plan_.environments) {
    options_.push_back(options_digest(environment.options));
    drawn_.emplace_back(static_cast<std::size_t>(environment.tasks));
  }
}

base::Awaitable<base::Result<bool>> WindowRun::run(const DoneKeys& done) {
  const auto lanes = co_await make_lanes(done);
  for (const auto& lane : lanes) {
    for (const auto& planned : plan_.environments) progress_.planned += planned.tasks;
    progress_.done -= static_cast<std::int64_t>(lane->size());
  }
  // Rows of miners that have no lane any more are not among them.
  progress_.done += progress_.planned;
  on_progress_(progress_);
  // Twice as many workers as may ask: the others write results down meanwhile.
  const std::size_t workers = 2 * permits_per_miner(services_.limits, plan_.miners.size());
  std::vector<Lane*> shares;
  for (const auto& lane : lanes) {
    shares.insert(shares.end(), std::min(workers, lane->size()), lane.get());
  }
  std::size_t started = 0;
  const auto start_next = [&] { return work(*shares[started++]); };
  co_await base::run_workers(shares.size(), start_next);
  if (failure_) co_return *failure_;
  co_return progress_.done >= progress_.planned;
}

base::Awaitable<std::vector<std::unique_ptr<Lane>>> WindowRun::make_lanes(const DoneKeys& done) {
  const std::size_t permits = permits_per_miner(services_.limits, plan_.miners.size());
  const std::chrono::duration<double> allowed(services_.limits.miner_seconds *
                                              static_cast<double>(permits));
  std::vector<std::unique_ptr<Lane>> lanes;
  for (const auto& miner : plan_.miners) {
    const chain::Commitment commitment{miner.hotkey, miner.model, miner.revision, miner.block};
    auto endpoint = co_await services_.endpoints.resolve(commitment);
    if (!endpoint) continue;
    lanes.push_back(std::make_unique<Lane>(
        miner, std::move(*endpoint), tasks_left(plan_, miner.hotkey, done), permits,
        std::chrono::duration_cast<std::chrono::nanoseconds>(allowed)));
  }
  co_return lanes;
}

base::Awaitable<void> WindowRun::work(Lane& lane) {
  while (!failure_ && !services_.stop.drain.stop_requested()) {
    const auto task = lane.take();
    if (!task) co_return;
    co_await rollout(lane, *task);
  }
}

base::Awaitable<void> WindowRun::rollout(Lane& lane, PlannedTask task) {
  RolloutRequest request = request_for(lane, task);
  store::Rollout row = make_row(window_.number, lane.miner, plan_.environments[task.environment],
                                task.number, request);
  auto result = co_await ask(lane, std::move(request));
  if (!result) co_return;
  lane.charge(*result);
  fill_row(row, std::move(*result), services_.clock.unix_ms());
  const store::State state = row.state;
  const auto written = co_await services_.store.append(std::move(row));
  if (!written) {
    failure_ = written.error();
    co_return;
  }
  count(state);
}

/// Holds a permit from the first message to the verdict: not while the task is made, nor while the
/// result is written down.
base::Awaitable<std::optional<RolloutResult>> WindowRun::ask(Lane& lane, RolloutRequest request) {
  co_await services_.executor.prepare(request);
  const auto permit = co_await lane.permits.acquire();
  if (services_.stop.drain.stop_requested()) co_return std::nullopt;
  request.time_left = lane.time_left();
  co_return co_await services_.executor.run(std::move(request), services_.stop.abandon.get_token());
}

const DrawnTask& WindowRun::drawn_task(PlannedTask task) {
  auto& drawn = drawn_[task.environment][static_cast<std::size_t>(task.number)];
  if (!drawn) {
    const PlannedEnvironment& planned = plan_.environments[task.environment];
    const std::uint32_t level = level_of(window_seed_, planned, task.number);
    drawn = {level, task_seed(window_seed_, planned, level, task.number)};
  }
  return *drawn;
}

RolloutRequest WindowRun::request_for(const Lane& lane, PlannedTask task) {
  const DrawnTask& drawn = drawn_task(task);
  const PlannedEnvironment& planned = plan_.environments[task.environment];
  RolloutRequest request;
  request.environment = planned.id;
  request.generator_version = planned.generator_version;
  request.options_digest = options_[task.environment];
  request.level = drawn.level;
  request.seed = drawn.seed;
  request.endpoint = lane.endpoint;
  request.sampling = sampling_of(services_.limits);
  return request;
}

void WindowRun::count(store::State state) {
  ++progress_.done;
  switch (state) {
    case store::State::scored:
      ++progress_.scored;
      break;
    case store::State::failed:
      ++progress_.failed;
      break;
    case store::State::void_:
      ++progress_.void_;
      break;
  }
  on_progress_(progress_);
}

}  // namespace af::pipeline
