/// One rollout: one miner, one task, from the first message to the verdict.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/async.h"
#include "pipeline/exchange.h"
#include "plugin/environment.h"
#include "store/rows.h"

namespace af::pipeline {

/// What a rollout is about. References live longer than the rollout.
struct Assignment {
  plugin::Environment& environment;
  std::string environment_id;
  std::shared_ptr<const plugin::Task> task;
  base::Seed seed{};
  const Route& route;
  std::string model;
  config::PipelineConfig sampling;  ///< max_tokens, temperature, top_p
};

/// How it went, without who and when.
struct Played {
  store::State state = store::State::void_;
  plugin::Verdict verdict;          ///< cause and evidence also for failed and void rollouts
  std::string conversation = "[]";  ///< JSON: [{"role","text"}…]
  std::string replies = "[]";  ///< JSON: [{"text","finish",…}…], then {"end"} if it was ended early
  std::int64_t attempts = 0, prompt_tokens = 0, completion_tokens = 0, reasoning_tokens = 0;
  std::int64_t first_byte_us = 0, total_us = 0;
  std::chrono::nanoseconds asked{0};  ///< see Exchange
  std::string reported_model, request_id;
  std::string sandbox;  ///< see plugin::Episode
};

/// Plays it; nothing when a stop was requested before it was finished.
[[nodiscard]] base::Awaitable<std::optional<Played>> play(Assignment assignment,
                                                          Exchanger& exchanger,
                                                          std::stop_token stop);

/// The verdict for stored replies, by the same calls: what an audit compares with.
[[nodiscard]] base::Awaitable<base::Result<plugin::Verdict>> replay(
    plugin::Environment& environment, std::shared_ptr<const plugin::Task> task,
    std::vector<plugin::Reply> replies, std::optional<AfEnd> ended);

/// Replies as they are stored, and why the host ended the episode, if it did.
struct StoredReplies {
  std::vector<plugin::Reply> replies;
  std::optional<AfEnd> ended;
};
[[nodiscard]] base::Result<StoredReplies> replies_from_json(const std::string& text);

}  // namespace af::pipeline
