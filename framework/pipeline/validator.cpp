// SPDX-License-Identifier: MIT
#include "pipeline/validator.h"

#include <algorithm>

#include "pipeline/decide.h"
#include "pipeline/retry.h"

namespace af::pipeline {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;
using base::Status;

bool is_stop(const base::Error& error) { return error.code == base::Code::cancelled; }

/// The secret of a window: fresh, or following from the configured seed in repeatable runs.
base::Seed secret_of(const config::PipelineConfig& config, std::int64_t window) {
  const auto seed = base::seed_from_hex(config.seed);
  return seed ? base::keyed_hash(*seed, {"af/window-secret/1", std::to_string(window)})
              : base::random_seed();
}

}  // namespace

template <class T, class Request>
Awaitable<Result<T>> Validator::retry_until_available(Request request) {
  for (;;) {
    Result<T> answer = co_await request();
    if (answer || !may_pass(answer.error())) co_return answer;
    if (services_.stop.drain.stop_requested()) co_return stopped();
    services_.log->error("the chain does not answer, trying again: {}", answer.error().message);
    co_await services_.clock.sleep_for(service_pause, services_.stop.drain.get_token());
  }
}

Awaitable<Result<bool>> Validator::run(std::int64_t windows) {
  const auto submitted = co_await submit_left_over();
  if (!submitted) co_return submitted.error();
  for (std::int64_t finished = 0; windows == 0 || finished < windows; ++finished) {
    auto window = co_await next_window();
    if (!window) co_return window.error();
    if (!*window) co_return false;
    const auto complete = co_await run_window(std::move(**window));
    if (!complete && is_stop(complete.error())) co_return false;
    if (!complete || !*complete) co_return complete;
  }
  co_return true;
}

/// The window that is open, or else a new one; nothing when stopped before.
Awaitable<Result<std::optional<store::Window>>> Validator::next_window() {
  auto last = services_.reader.last_window();
  if (!last) co_return last.error();
  if (*last && !(*last)->closed) {
    services_.log->info("window {} was open: going on with it", (*last)->number);
    co_return std::move(*last);
  }
  const bool first = !*last;
  const std::int64_t after = first ? 0 : (*last)->opened_block + options_.pipeline.window_blocks;
  auto opened = co_await open_window(after, first ? 1 : (*last)->number + 1);
  if (!opened && is_stop(opened.error())) co_return std::optional<store::Window>();
  if (!opened) co_return opened.error();
  co_return std::optional<store::Window>(std::move(*opened));
}

/// The miners of a window: on the subnet, with a commitment, and with an endpoint.
Awaitable<Result<Plan>> Validator::make_plan() {
  const auto neurons = co_await retry_until_available<std::vector<chain::Neuron>>(
      [this] { return services_.chain.metagraph(); });
  if (!neurons) co_return neurons.error();
  const auto commitments = co_await retry_until_available<std::vector<chain::Commitment>>(
      [this] { return services_.chain.commitments(); });
  if (!commitments) co_return commitments.error();
  Plan plan;
  plan.rule = options_.scoring.rule;
  plan.parameters = options_.scoring.parameters;
  plan.environments = options_.environments;
  for (const auto& neuron : *neurons) {
    for (const auto& commitment : *commitments) {
      if (commitment.hotkey != neuron.hotkey) continue;
      const auto endpoint = co_await services_.endpoints.resolve(commitment);
      if (!endpoint) {
        services_.log->warn("miner {} ({}) is not eligible: {}", neuron.uid, neuron.hotkey,
                            endpoint.error().message);
        continue;
      }
      plan.miners.push_back(
          {neuron.uid, commitment.block, neuron.hotkey, commitment.model, commitment.revision});
    }
  }
  if (plan.miners.empty()) {
    co_return base::Error{base::Code::usage, "no miner is eligible: list some under 'miners'"};
  }
  co_return plan;
}

Awaitable<Result<store::Window>> Validator::open_window(std::int64_t after_block,
                                                        std::int64_t number) {
  const auto waited = co_await retry_until_available<base::Done>([this, after_block] {
    return services_.chain.wait_for(after_block, services_.stop.drain.get_token());
  });
  if (!waited) co_return waited.error();
  if (services_.stop.drain.stop_requested()) co_return stopped();
  const auto head =
      co_await retry_until_available<chain::Block>([this] { return services_.chain.head(); });
  if (!head) co_return head.error();
  const auto plan = co_await make_plan();
  if (!plan) co_return plan.error();
  const base::Seed secret = secret_of(options_.pipeline, number);
  store::Window window;
  window.number = number;
  window.opened_block = head->number;
  window.block_hash = head->hash;
  window.secret = base::hex(secret);
  window.secret_hash = secret_hash(secret);
  window.plan = base::dump(to_json(*plan));
  const auto written = co_await services_.store.open_window(window);
  if (!written) co_return written.error();
  co_return window;
}

Awaitable<Result<bool>> Validator::run_window(store::Window window) {
  auto plan = plan_from_text(window.plan);
  if (!plan) co_return plan.error();
  if (auto status = check_environments(window, *plan); !status) co_return status.error();
  DoneKeys done;
  const auto read = services_.reader.rollouts(
      window.number, store::Reader::Texts::without,
      [&](const store::Rollout& r) { done.emplace(r.environment, r.task, r.hotkey); });
  if (!read) co_return read.error();
  WindowRun run({services_.endpoints, services_.executor, services_.store, services_.clock,
                 options_.pipeline, services_.stop},
                window, *plan, [&](const Progress& progress) {
                  if (observer_.on_progress) observer_.on_progress(window, progress);
                });
  const auto complete = co_await run.run(done);
  if (!complete || !*complete) co_return complete;
  const auto closed = co_await close(std::move(window), *plan);
  if (!closed) co_return closed.error();
  co_return true;
}

/// A window that was opened by an earlier start must be finished with the same environments.
Status Validator::check_environments(const store::Window& window, const Plan& plan) const {
  for (const auto& planned : plan.environments) {
    const bool same = std::any_of(
        options_.environments.begin(), options_.environments.end(), [&](const auto& loaded) {
          return loaded.id == planned.id && loaded.options == planned.options &&
                 loaded.generator_version == planned.generator_version;
        });
    if (same) continue;
    return base::Error{base::Code::usage,
                       "window " + std::to_string(window.number) + " was opened with environment " +
                           planned.id +
                           " in another version or with other options; restore them until it is "
                           "closed, or start with a new store"};
  }
  return base::Done{};
}

Awaitable<Status> Validator::close(store::Window window, const Plan& plan) {
  const auto head =
      co_await retry_until_available<chain::Block>([this] { return services_.chain.head(); });
  if (!head) co_return head.error();
  std::vector<scoring::Fact> facts;
  std::vector<std::string> digests;
  auto read = services_.reader.rollouts(window.number, store::Reader::Texts::without,
                                        [&](const store::Rollout& r) {
                                          facts.push_back(fact_of(r));
                                          digests.push_back(r.digest);
                                        });
  if (!read) co_return read.error();
  const auto before = services_.reader.scores(window.number - 1);
  if (!before) co_return before.error();
  const auto decided = services_.reader.decision(window.number - 1);
  if (!decided) co_return decided.error();
  const auto outcome =
      decide(plan, window.number, state_from(*before, *decided ? (*decided)->report : ""), facts);
  if (!outcome) co_return outcome.error();
  const std::int64_t number = window.number;
  window.closed = true;
  window.closed_block = head->number;
  window.rows_digest = rows_digest(std::move(digests));
  const Json line = report(window, plan, *outcome, false);
  auto scores = score_rows(number, *outcome);
  auto rows = weight_rows(number, *outcome);
  store::Decision decision{number, plan.rule, base::dump(line)};
  const auto written = co_await services_.store.close_window(std::move(window), std::move(scores),
                                                             std::move(rows), std::move(decision));
  if (!written) co_return written.error();
  co_await submit(number, line);
  co_return base::Done{};
}

Awaitable<Status> Validator::submit_left_over() {
  const auto last = services_.reader.last_window();
  if (!last) co_return last.error();
  if (options_.dry_run || !*last || !(*last)->closed) co_return base::Done{};
  const auto decision = services_.reader.decision((*last)->number);
  if (!decision) co_return decision.error();
  const auto confirmed = submitter_.is_confirmed((*last)->number);
  if (!confirmed) co_return confirmed.error();
  if (!*decision || *confirmed) co_return base::Done{};
  const auto line = base::parse_json((*decision)->report);
  if (!line) co_return line.error();
  services_.log->info("window {}: its weights are not on the chain yet", (*last)->number);
  co_await submit((*last)->number, *line);
  co_return base::Done{};
}

Awaitable<void> Validator::submit(std::int64_t window, Json line) {
  // GCC 12 destroys the wrong things when a co_await stands in a condition.
  bool submitted = false;
  if (!options_.dry_run) {
    const std::stop_token stop = services_.stop.drain.get_token();
    submitted = co_await submitter_.submit(window, stop);
  }
  if (submitted) line["weights_submitted"] = true;
  if (observer_.on_window) observer_.on_window(line);
}

}  // namespace af::pipeline
