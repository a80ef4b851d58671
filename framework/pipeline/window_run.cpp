#include "pipeline/window_run.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <chrono>

namespace af::pipeline {
namespace {

base::Seed epoch_of_window(const store::Window& window) {
  return epoch_of(base::seed_from_hex(window.secret).value_or(base::Seed{}), window.block_hash);
}

/// How many rollouts of one miner may ask at the same time. Each lane has its own: no miner can
/// hold up another by being slow.
std::size_t share_of(const config::PipelineConfig& limits, std::size_t miners) {
  const std::int64_t share =
      limits.concurrency / std::max<std::int64_t>(1, static_cast<std::int64_t>(miners));
  return static_cast<std::size_t>(std::clamp<std::int64_t>(share, 1, limits.per_miner));
}

std::int64_t unix_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

WindowRun::WindowRun(const Runtime& runtime, store::Store& store, const store::Window& window,
                     Plan plan, const Stop& stop, std::function<void(const Progress&)> on_progress)
    : runtime_(runtime),
      store_(store),
      window_(window),
      plan_(std::move(plan)),
      share_(share_of(runtime.config.pipeline, plan_.miners.size())),
      stop_(stop),
      on_progress_(std::move(on_progress)),
      board_(plan_, runtime_, epoch_of_window(window)),
      exchanger_(*runtime.engine, runtime.config.pipeline) {}

base::Awaitable<base::Result<bool>> WindowRun::run(const DoneKeys& done) {
  const auto executor = co_await base::asio::this_coro::executor;
  std::vector<std::shared_ptr<Lane>> lanes;
  for (std::size_t miner = 0; miner < plan_.miners.size(); ++miner) {
    if (!runtime_.route_of(plan_.miners[miner].hotkey)) continue;
    lanes.push_back(make_lane(miner, done));
  }
  for (const auto& planned : plan_.environments) {
    progress_.planned += planned.tasks * static_cast<std::int64_t>(lanes.size());
  }
  progress_.done = static_cast<std::int64_t>(done.size());
  on_progress_(progress_);
  std::size_t running = 0;
  std::function<void(bool)> all_done;
  co_await base::await_callback<bool>([&](std::function<void(bool)> finished) {
    all_done = std::move(finished);
    for (const auto& lane : lanes) {
      // Twice as many as may ask: the others write results down meanwhile.
      const std::size_t workers = std::min(2 * share_, lane->tasks.size());
      running += workers;
      for (std::size_t i = 0; i < workers; ++i) {
        base::asio::co_spawn(executor, work(lane), [&](std::exception_ptr error) {
          if (error) std::rethrow_exception(error);
          if (--running == 0) all_done(true);
        });
      }
    }
    if (running == 0) all_done(true);
  });
  if (failure_) co_return *failure_;
  co_return progress_.done >= progress_.planned;
}

std::shared_ptr<WindowRun::Lane> WindowRun::make_lane(std::size_t miner, const DoneKeys& done) {
  auto lane = std::make_shared<Lane>(Lane{
      miner, {}, 0, *runtime_.route_of(plan_.miners[miner].hotkey), base::Semaphore(share_), {}});
  std::int64_t most = 0;
  for (const auto& environment : plan_.environments) most = std::max(most, environment.tasks);
  for (std::int64_t index = 0; index < most; ++index) {
    for (std::size_t e = 0; e < plan_.environments.size(); ++e) {
      if (index >= plan_.environments[e].tasks) continue;
      if (done.contains({plan_.environments[e].id, index, plan_.miners[miner].hotkey})) {
        board_.release(e, index, plan_.miners.size());
        continue;
      }
      lane->tasks.emplace_back(e, index);
    }
  }
  return lane;
}

base::Awaitable<void> WindowRun::work(std::shared_ptr<Lane> lane) {
  while (lane->next < lane->tasks.size() && !failure_) {
    if (stop_.drain.stop_requested()) co_return;
    const auto [environment, index] = lane->tasks[lane->next++];
    co_await rollout(*lane, environment, index);
    board_.release(environment, index, plan_.miners.size());
  }
}

/// Plays it, unless the miner has used up its time.
base::Awaitable<std::optional<Played>> WindowRun::ask(Lane& lane, const BoardTask& task,
                                                      const std::string& environment) {
  const std::chrono::duration<double> allowed(runtime_.config.pipeline.miner_seconds *
                                              static_cast<double>(share_));
  if (lane.asked > allowed) {
    Played late;
    late.state = store::State::failed;
    late.verdict.cause = AF_CAUSE_ENDPOINT_TIMEOUT;
    late.verdict.evidence = "the miner's time for this window is used up (pipeline.miner_seconds)";
    co_return late;
  }
  Assignment assignment{*runtime_.find(environment)->plugin,
                        environment,
                        *task.task,
                        task.seed,
                        lane.route,
                        plan_.miners[lane.miner].model,
                        runtime_.config.pipeline};
  auto played = co_await play(std::move(assignment), exchanger_, stop_.abandon.get_token());
  // Our own trouble is not on the miner's clock.
  if (played && played->state != store::State::void_) lane.asked += played->asked;
  co_return played;
}

base::Awaitable<void> WindowRun::rollout(Lane& lane, std::size_t environment, std::int64_t index) {
  const auto task = co_await board_.get(environment, index);
  store::Rollout row = row_of(lane, environment, index, *task);
  if (task->task) {
    co_await lane.permits.acquire();
    std::optional<Played> played;
    if (!stop_.drain.stop_requested()) played = co_await ask(lane, *task, row.environment);
    lane.permits.release();
    if (!played) co_return;
    row.state = played->state;
    row.score = played->verdict.score;
    row.extraction = static_cast<std::int64_t>(played->verdict.extraction);
    row.cause = played->verdict.cause;
    row.detail = std::move(played->verdict.evidence);
    if (!played->verdict.metrics.empty())
      row.metrics = base::dump(base::Json(played->verdict.metrics));
    row.conversation = std::move(played->conversation);
    row.replies = std::move(played->replies);
    row.attempts = played->attempts;
    row.prompt_tokens = played->prompt_tokens;
    row.completion_tokens = played->completion_tokens;
    row.reasoning_tokens = played->reasoning_tokens;
    row.first_byte_us = played->first_byte_us;
    row.total_us = played->total_us;
    row.reported_model = std::move(played->reported_model);
    row.request_id = std::move(played->request_id);
    row.sandbox = std::move(played->sandbox);
  } else {
    const base::Error& error = task->task.error();
    row.state = store::State::void_;
    row.cause = base::known_or(error.cause, AF_CAUSE_PLUGIN_CRASH);
    row.detail = error.message;
  }
  // A stop that ended the plugin's process is no fault of anybody.
  if (row.cause == AF_CAUSE_OPERATOR_CANCELLED) co_return;
  if (row.state != store::State::scored) row.score = 0;
  row.ended_ms = unix_ms();
  const store::State state = row.state;
  const auto written = co_await store_.append(std::move(row));
  if (!written) {
    failure_ = written.error();
    co_return;
  }
  ++progress_.done;
  ++(state == store::State::scored   ? progress_.scored
     : state == store::State::failed ? progress_.failed
                                     : progress_.void_);
  on_progress_(progress_);
}

store::Rollout WindowRun::row_of(const Lane& lane, std::size_t environment, std::int64_t index,
                                 const BoardTask& task) const {
  const PlannedMiner& miner = plan_.miners[lane.miner];
  const PlannedEnvironment& planned = plan_.environments[environment];
  store::Rollout row;
  row.window = window_.number;
  row.environment = planned.id;
  row.generator_version = planned.generator_version;
  row.task = index;
  row.level = task.level;
  row.seed = base::hex(task.seed);
  row.task_digest = task.digest;
  row.uid = miner.uid;
  row.hotkey = miner.hotkey;
  row.model = miner.model;
  row.revision = miner.revision;
  row.conversation = "[]";
  row.replies = "[]";
  row.metrics = "{}";
  return row;
}

}  // namespace af::pipeline
