#include "pipeline/validator.h"

#include <algorithm>

#include "pipeline/decide.h"

namespace af::pipeline {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;
using base::Status;

constexpr std::chrono::seconds service_pause{5};
constexpr int submit_attempts = 5;

base::Error stopped() { return {base::Code::cancelled, "stopped", AF_CAUSE_OPERATOR_CANCELLED}; }
bool is_stop(const base::Error& error) { return error.code == base::Code::cancelled; }
/// Whether trying again later may help.
bool is_passing(const base::Error& error) {
  return error.code == base::Code::service || error.cause == AF_CAUSE_DISK;
}

/// The secret of a window: fresh, or following from the configured seed in repeatable runs.
base::Seed secret_of(const config::PipelineConfig& config, std::int64_t window) {
  const auto seed = base::seed_from_hex(config.seed);
  return seed ? base::keyed_hash(*seed, {"af/window-secret/1", std::to_string(window)})
              : base::random_seed();
}

}  // namespace

template <class T, class Ask>
Awaitable<Result<T>> Validator::patiently(Ask ask) {
  for (;;) {
    Result<T> answer = co_await ask();
    if (answer || !is_passing(answer.error())) co_return answer;
    if (stop_.drain.stop_requested()) co_return stopped();
    runtime_.log->error("the chain does not answer, trying again: {}", answer.error().message);
    co_await base::sleep_for(service_pause, stop_.drain.get_token());
  }
}

Awaitable<Result<bool>> Validator::run(std::int64_t windows) {
  const auto submitted = co_await submit_left_over();
  if (!submitted) co_return submitted.error();
  for (std::int64_t finished = 0; windows == 0 || finished < windows; ++finished) {
    const auto last = reader_.last_window();
    if (!last) co_return last.error();
    store::Window window;
    if (*last && !(*last)->closed) {
      window = **last;
      runtime_.log->info("window {} was open: going on with it", window.number);
    } else {
      const bool first = !*last;
      const std::int64_t after =
          first ? 0 : (*last)->opened_block + runtime_.config.pipeline.window_blocks;
      auto opened = co_await open_next(after, first ? 1 : (*last)->number + 1);
      if (!opened && is_stop(opened.error())) co_return false;
      if (!opened) co_return opened.error();
      window = std::move(*opened);
    }
    auto complete = co_await run_window(std::move(window));
    if (!complete && is_stop(complete.error())) co_return false;
    if (!complete || !*complete) co_return complete;
  }
  co_return true;
}

/// Who contests: on the subnet, with a commitment, and reachable.
Awaitable<Result<Plan>> Validator::make_plan() {
  const auto neurons = co_await patiently<std::vector<chain::Neuron>>(
      [this] { return runtime_.chain->metagraph(); });
  if (!neurons) co_return neurons.error();
  const auto commitments = co_await patiently<std::vector<chain::Commitment>>(
      [this] { return runtime_.chain->commitments(); });
  if (!commitments) co_return commitments.error();
  Plan plan;
  plan.rule = runtime_.config.rule;
  plan.alpha = runtime_.config.alpha;
  for (const auto& neuron : *neurons) {
    for (const auto& commitment : *commitments) {
      if (commitment.hotkey != neuron.hotkey) continue;
      if (!runtime_.route_of(neuron.hotkey)) {
        runtime_.log->warn("miner {} ({}) is not eligible: no backend serves it", neuron.uid,
                           neuron.hotkey);
        continue;
      }
      plan.miners.push_back(
          {neuron.uid, commitment.block, neuron.hotkey, commitment.model, commitment.revision});
    }
  }
  if (plan.miners.empty()) {
    co_return base::Error{base::Code::usage, "no miner is eligible: list some under 'miners'"};
  }
  for (const auto& [config, plugin] : runtime_.environments) {
    const auto& descriptor = plugin->descriptor();
    plan.environments.push_back({config.id, descriptor.id, descriptor.generator_version,
                                 config.tasks, static_cast<std::uint32_t>(descriptor.levels.size()),
                                 config.levels, plugin->options()});
  }
  co_return plan;
}

Awaitable<Result<store::Window>> Validator::open_next(std::int64_t after_block,
                                                      std::int64_t number) {
  const auto waited = co_await patiently<base::Done>([this, after_block] {
    return runtime_.chain->wait_for(after_block, stop_.drain.get_token());
  });
  if (!waited) co_return waited.error();
  if (stop_.drain.stop_requested()) co_return stopped();
  const auto head = co_await patiently<chain::Block>([this] { return runtime_.chain->head(); });
  if (!head) co_return head.error();
  const auto plan = co_await make_plan();
  if (!plan) co_return plan.error();
  const base::Seed secret = secret_of(runtime_.config.pipeline, number);
  store::Window window;
  window.number = number;
  window.opened_block = head->number;
  window.block_hash = head->hash;
  window.secret = base::hex(secret);
  window.secret_hash = secret_hash(secret);
  window.plan = base::dump(to_json(*plan));
  const auto written = co_await store_.open_window(window);
  if (!written) co_return written.error();
  co_return window;
}

Awaitable<Result<bool>> Validator::run_window(store::Window window) {
  auto plan = plan_from_text(window.plan);
  if (!plan) co_return plan.error();
  for (const auto& planned : plan->environments) {
    const LoadedEnvironment* loaded = runtime_.find(planned.id);
    if (loaded == nullptr || loaded->plugin->options() != planned.options ||
        loaded->plugin->descriptor().generator_version != planned.generator_version) {
      co_return base::Error{base::Code::usage,
                            "window " + std::to_string(window.number) +
                                " was opened with environment " + planned.id +
                                " in another version or with other options; restore them "
                                "until it is closed, or start with a new store"};
    }
  }
  DoneKeys done;
  auto read = reader_.rollouts(
      window.number, store::Reader::Texts::without,
      [&](const store::Rollout& r) { done.emplace(r.environment, r.task, r.hotkey); });
  if (!read) co_return read.error();
  {
    WindowRun run(runtime_, store_, window, *plan, stop_, [&](const Progress& progress) {
      if (observer_.on_progress) observer_.on_progress(window, progress);
    });
    const auto complete = co_await run.run(done);
    if (!complete || !*complete) co_return complete;
  }
  const auto closed = co_await close(std::move(window), *plan);
  if (!closed) co_return closed.error();
  co_return true;
}

Awaitable<Status> Validator::close(store::Window window, const Plan& plan) {
  const auto head = co_await patiently<chain::Block>([this] { return runtime_.chain->head(); });
  if (!head) co_return head.error();
  std::vector<scoring::Fact> facts;
  std::vector<std::string> digests;
  auto read =
      reader_.rollouts(window.number, store::Reader::Texts::without, [&](const store::Rollout& r) {
        facts.push_back(fact_of(r));
        digests.push_back(r.digest);
      });
  if (!read) co_return read.error();
  const auto before = reader_.scores(window.number - 1);
  if (!before) co_return before.error();
  const auto outcome = judge(plan, window.number, state_from(*before), facts);
  if (!outcome) co_return outcome.error();
  const std::int64_t number = window.number;
  window.closed = true;
  window.closed_block = head->number;
  window.rows_digest = rows_digest(std::move(digests));
  const Json line = report(window, plan, outcome->decision, false);
  auto scores = score_rows(number, outcome->decision);
  auto rows = weight_rows(number, outcome->decision);
  store::Decision decision{number, plan.rule, base::dump(line)};
  const auto written = co_await store_.close_window(std::move(window), std::move(scores),
                                                    std::move(rows), std::move(decision));
  if (!written) co_return written.error();
  co_return co_await submit(number, line);
}

Awaitable<Status> Validator::submit_left_over() {
  const auto last = reader_.last_window();
  if (!last) co_return last.error();
  if (dry_run_ || !*last || !(*last)->closed) co_return base::Done{};
  const auto decision = reader_.decision((*last)->number);
  if (!decision) co_return decision.error();
  const auto submission = reader_.submission((*last)->number);
  if (!submission) co_return submission.error();
  const bool confirmed = *submission && (*submission)->state == store::SubmissionState::confirmed;
  if (!*decision || confirmed) co_return base::Done{};
  const auto line = base::parse_json((*decision)->report);
  if (!line) co_return line.error();
  runtime_.log->info("window {}: its weights are not on the chain yet", (*last)->number);
  co_return co_await submit((*last)->number, *line);
}

/// Without those who have left since the window was opened: their uid may be somebody else's now.
Awaitable<Result<chain::Weights>> Validator::weights_of(std::int64_t window) {
  const auto rows = reader_.weights(window);
  if (!rows) co_return rows.error();
  const auto neurons = co_await runtime_.chain->metagraph();
  if (!neurons) co_return neurons.error();
  chain::Weights weights;
  bool any = false;
  for (const auto& row : *rows) {
    const bool there =
        std::any_of(neurons->begin(), neurons->end(), [&](const chain::Neuron& neuron) {
          return neuron.uid == row.uid && neuron.hotkey == row.hotkey;
        });
    if (there) weights.emplace_back(row.uid, static_cast<std::uint16_t>(row.weight));
    any = any || (there && row.weight > 0);
  }
  if (!any)
    co_return base::Error{base::Code::failed, "nobody who earned weight is still registered"};
  co_return weights;
}

Awaitable<Status> Validator::advance(store::Submission& submission, store::SubmissionState state) {
  submission.state = state;
  submission.updated_ms = runtime_.clock->unix_ms();
  return store_.advance(submission);
}

Awaitable<Status> Validator::send(store::Submission& submission) {
  auto weights = co_await weights_of(submission.window);
  if (!weights) co_return weights.error();
  const auto receipt = co_await runtime_.chain->submit(std::move(*weights));
  if (!receipt) co_return receipt.error();
  submission.bytes = receipt->bytes;
  submission.hash = receipt->hash;
  submission.nonce = receipt->nonce;
  submission.block = receipt->block;
  submission.valid_until = receipt->valid_until;
  co_return co_await advance(submission, store::SubmissionState::sent);
}

Awaitable<Result<std::int64_t>> Validator::confirm(store::Submission& submission) {
  const chain::Receipt receipt{submission.bytes, submission.hash, submission.nonce,
                               submission.block, submission.valid_until};
  for (;;) {
    const auto found = co_await runtime_.chain->confirm(receipt);
    if (!found) co_return found.error();
    if (found->state == chain::Confirmation::State::confirmed) {
      submission.block = found->block;
      const auto written = co_await advance(submission, store::SubmissionState::confirmed);
      if (!written) co_return written.error();
      co_return found->block;
    }
    if (found->state == chain::Confirmation::State::lost) {
      submission.error = "the chain does not show the weights that were sent";
      const auto written = co_await advance(submission, store::SubmissionState::failed);
      if (!written) co_return written.error();
      co_return base::Error{base::Code::service, submission.error};
    }
    if (stop_.drain.stop_requested()) co_return stopped();
    co_await runtime_.clock->sleep_for(service_pause, stop_.drain.get_token());
  }
}

Awaitable<Result<std::int64_t>> Validator::submit_once(std::int64_t window) {
  auto newest = reader_.submission(window);
  if (!newest) co_return newest.error();
  store::Submission submission;
  if (*newest && (*newest)->state != store::SubmissionState::failed) {
    submission = std::move(**newest);
  } else {
    auto planned = co_await store_.plan_submission(window, runtime_.clock->unix_ms());
    if (!planned) co_return planned.error();
    submission = std::move(*planned);
  }
  // Whether an earlier run sent a planned one is unknown; the same weights twice do no harm.
  if (submission.state == store::SubmissionState::planned) {
    const auto sent = co_await send(submission);
    if (!sent) co_return sent.error();
  }
  co_return co_await confirm(submission);
}

Awaitable<Status> Validator::submit(std::int64_t window, const Json& line) {
  Json final_line = line;
  for (int attempt = 1; !dry_run_; ++attempt) {
    const auto block = co_await submit_once(window);
    if (block) {
      final_line["weights_submitted"] = true;
      break;
    }
    runtime_.log->error("window {}: the weights could not be submitted (attempt {} of {}): {}",
                        window, attempt, submit_attempts, block.error().message);
    if (attempt == submit_attempts || !is_passing(block.error()) || stop_.drain.stop_requested())
      break;
    co_await base::sleep_for(service_pause * attempt, stop_.drain.get_token());
  }
  if (observer_.on_window) observer_.on_window(final_line);
  co_return base::Done{};
}

}  // namespace af::pipeline
