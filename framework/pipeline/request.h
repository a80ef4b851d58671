// SPDX-License-Identifier: MIT
/// A rollout as a value: what is to be played, what came of it, and the interface between them.
/// Because request and result hold no pointers into this process, a rollout can be played here or
/// by a worker elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/async.h"
#include "base/hash.h"
#include "config/config.h"
#include "pipeline/endpoint.h"
#include "plugin/types.h"
#include "store/rows.h"

namespace af::pipeline {

/// How a model is sampled; the same for every miner.
struct Sampling {
  std::uint64_t max_tokens = 0;  ///< of one reply; 0: the server's own limit
  double temperature = 0;        ///< 0 … 2
  double top_p = 1;              ///< 0 … 1
};

/// How the configuration wants models sampled.
[[nodiscard]] inline Sampling sampling_of(const config::PipelineConfig& config) {
  return {.max_tokens = static_cast<std::uint64_t>(config.max_tokens),
          .temperature = config.temperature,
          .top_p = config.top_p};
}

/// One task for one model.
struct RolloutRequest {
  std::string environment;             ///< id in the configuration
  std::int64_t generator_version = 0;  ///< of the environment's tasks
  base::Digest options_digest{};       ///< of the environment's options: see options_digest()
  std::uint32_t level = 0;
  base::Seed seed{};  ///< of the task
  Endpoint endpoint;
  Sampling sampling;
  /// What is left of the time in which the miner's model must answer all its tasks of a window.
  /// With nothing left the rollout fails as a timeout and the model is not asked.
  std::chrono::nanoseconds time_left{std::chrono::hours(1)};
};

/// What came of it, without who was asked and when.
struct RolloutResult {
  std::string task_digest;  ///< hex, of the task's bytes; empty when the task could not be made
  store::State state = store::State::void_;
  plugin::Verdict verdict;          ///< cause and evidence also for failed and void rollouts
  std::string conversation = "[]";  ///< JSON: [{"role","text"}…]
  std::string replies = "[]";       ///< JSON: [{"text","finish",…}…], then {"end"} if cut short
  std::int64_t attempts = 0;        ///< exchanges that were tried, all turns together
  std::int64_t prompt_tokens = 0, completion_tokens = 0, reasoning_tokens = 0;
  std::int64_t first_byte_us = 0;  ///< of the first turn's last try
  std::int64_t total_us = 0;       ///< of the last try of each turn, added up
  std::chrono::nanoseconds asked{
      0};  ///< how long the model was asked, waiting for retries included
  std::string reported_model, request_id;  ///< as the server named them
  std::string sandbox;                     ///< see plugin::Episode::sandbox
};

/// Plays rollouts.
class RolloutExecutor {
 public:
  virtual ~RolloutExecutor() = default;

  /// Gets ready what a rollout needs before its model is asked, above all its task, so that `run`
  /// need not, unless so much else is asked meanwhile that the task is forgotten. Not required
  /// before `run`, which also reports what went wrong here. One executor.
  [[nodiscard]] virtual base::Awaitable<void> prepare(const RolloutRequest& request) = 0;
  /// Plays a rollout to its end. Nothing when `stop` was requested before that: the rollout leaves
  /// no trace and may be asked for again. A request that names an environment, a version or options
  /// that this executor does not have gives a void result with AF_CAUSE_CONFIG. One executor.
  [[nodiscard]] virtual base::Awaitable<std::optional<RolloutResult>> run(RolloutRequest request,
                                                                          std::stop_token stop) = 0;
};

/// Digest of an environment's options in canonical JSON, as requests name them.
[[nodiscard]] inline base::Digest options_digest(const std::string& options) {
  return base::hash({"af/environment-options/1", options});
}

}  // namespace af::pipeline
