// SPDX-License-Identifier: MIT
/// The rows of the system of record. See docs/formats.md for the tables and the export format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/cause.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/result.h"

namespace af::store {

/// How a rollout ended.
enum class State {
  scored,  ///< judged; the score counts
  failed,  ///< the miner's endpoint failed: 0, unless everybody's failed
  void_,   ///< our trouble or the plugin's: no score
};
/// The name of a state in the record and in exports.
[[nodiscard]] std::string_view name_of(State state) noexcept;
/// Nothing for a name that no state has.
[[nodiscard]] std::optional<State> state_named(std::string_view name) noexcept;

/// One rollout; never changes once it is written. columns.h lists how each member is stored.
struct Rollout {
  std::int64_t id = 0;  ///< given by the database
  std::int64_t window = 0;
  std::string environment;
  std::int64_t generator_version = 0, task = 0, level = 0;
  std::string seed;         ///< hex
  std::string task_digest;  ///< hex; empty when the task could not be made
  std::int64_t uid = 0;
  std::string hotkey, model, revision, reported_model, request_id;
  std::int64_t attempts = 0;  ///< exchanges that were tried, all turns together
  std::string conversation;   ///< JSON: [{"role","text"}…], every message and reply
  std::string replies;        ///< JSON: [{"text","finish"}…], what the environment was given
  State state = State::void_;
  double score = 0;  ///< meaningless unless scored
  std::int64_t extraction = 0;
  base::Cause cause = AF_CAUSE_NONE;
  std::string detail;   ///< evidence or reason, for people
  std::string metrics;  ///< JSON object
  std::int64_t prompt_tokens = 0, completion_tokens = 0, reasoning_tokens = 0;
  std::int64_t first_byte_us = 0, total_us = 0;
  std::int64_t ended_ms = 0;  ///< wall clock, Unix milliseconds
  std::string sandbox;  ///< layers and runtimes in which its programs ran; empty if it ran none
  std::string digest;   ///< hex, over everything above but `id`
};

/// What `digest` must be (docs/formats.md).
[[nodiscard]] std::string digest_of(const Rollout& rollout);

/// A window: what was fixed when it opened, and its digest once it has closed.
struct Window {
  std::int64_t number = 0, opened_block = 0;
  std::string block_hash, secret_hash;  ///< hex
  std::string plan;                     ///< JSON: miners and environments, fixed when it opened
  bool closed = false;
  std::int64_t closed_block = 0;
  std::string secret;       ///< hex; in exports only once the window is closed
  std::string rows_digest;  ///< hex, over the digests of its rollouts; set when it closes
};

/// One miner's place in one environment, after a window.
struct Score {
  std::int64_t window = 0, uid = 0, commit_block = 0;
  std::string hotkey, environment;
  double average = 0;  ///< what the rule ranks by
  std::int64_t total_samples = 0, rank = 0;
  double mean = 0, standard_error = 0;  ///< of this window's samples
  std::int64_t samples = 0;
};

/// One miner's share of the weights of a window.
struct Weight {
  std::int64_t window = 0, uid = 0, weight = 0;  ///< 0 … 65535
  std::string hotkey;
};

/// What a window led to: the rule's decision, as JSON.
struct Decision {
  std::int64_t window = 0;
  std::string rule, report;
};

/// The lines of an export.
[[nodiscard]] base::Json to_json(const Rollout& rollout);
/// A window's line of an export.
[[nodiscard]] base::Json to_json(const Window& window);
/// Fail (Code::failed) with what is missing or of the wrong type.
[[nodiscard]] base::Result<Rollout> rollout_from_json(const base::Json& json);
/// Reads what to_json wrote; Code::failed when it is something else.
[[nodiscard]] base::Result<Window> window_from_json(const base::Json& json);

}  // namespace af::store
