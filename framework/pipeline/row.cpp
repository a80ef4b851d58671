// SPDX-License-Identifier: MIT
#include "pipeline/row.h"

#include "base/json.h"

namespace af::pipeline {

store::Rollout make_row(std::int64_t window, const PlannedMiner& miner,
                        const PlannedEnvironment& environment, std::int64_t task,
                        const RolloutRequest& request) {
  store::Rollout row;
  row.window = window;
  row.environment = environment.id;
  row.generator_version = environment.generator_version;
  row.task = task;
  row.level = request.level;
  row.seed = base::hex(request.seed);
  row.uid = miner.uid;
  row.hotkey = miner.hotkey;
  row.model = miner.model;
  row.revision = miner.revision;
  return row;
}

void fill_row(store::Rollout& row, RolloutResult result, std::int64_t ended_ms) {
  row.task_digest = std::move(result.task_digest);
  row.state = result.state;
  row.score = result.state == store::State::scored ? result.verdict.score : 0;
  row.extraction = static_cast<std::int64_t>(result.verdict.extraction);
  row.cause = result.verdict.cause;
  row.detail = std::move(result.verdict.evidence);
  row.metrics = base::dump(result.verdict.metrics.empty() ? base::Json::object()
                                                          : base::Json(result.verdict.metrics));
  row.conversation = std::move(result.conversation);
  row.replies = std::move(result.replies);
  row.attempts = result.attempts;
  row.prompt_tokens = result.prompt_tokens;
  row.completion_tokens = result.completion_tokens;
  row.reasoning_tokens = result.reasoning_tokens;
  row.first_byte_us = result.first_byte_us;
  row.total_us = result.total_us;
  row.reported_model = std::move(result.reported_model);
  row.request_id = std::move(result.request_id);
  row.sandbox = std::move(result.sandbox);
  row.ended_ms = ended_ms;
}

}  // namespace af::pipeline
