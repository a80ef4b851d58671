// SPDX-License-Identifier: MIT
/// The plan of a window: who is asked what. Fixed when the window opens, before its secret can be
/// known, and recorded, so that everything can be recomputed afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/json.h"
#include "base/result.h"

namespace af::pipeline {

/// One environment of a window.
struct PlannedEnvironment {
  std::string id;                          ///< in the configuration; part of task seeds
  std::string plugin;                      ///< the plugin's own id
  std::int64_t generator_version = 0;      ///< of the plugin's tasks; part of task seeds
  std::int64_t tasks = 0;                  ///< numbered from 0, the same for every miner
  std::uint32_t level_count = 0;           ///< levels that the plugin offers
  std::map<std::uint32_t, double> levels;  ///< level to relative frequency; empty: all alike
  std::string options;                     ///< canonical JSON
};

/// One miner of a window.
struct PlannedMiner {
  std::int64_t uid = 0;    ///< on the subnet, when the window opened
  std::int64_t block = 0;  ///< of its commitment
  std::string hotkey, model, revision;
};

/// Who is asked what, and by which rule that is scored.
struct Plan {
  std::string rule;
  base::Json parameters;  ///< of the rule, by name; they stand beside "rule" in the JSON
  std::vector<PlannedEnvironment> environments;
  std::vector<PlannedMiner> miners;
};

/// A plan as the record and exports hold it.
[[nodiscard]] base::Json to_json(const Plan& plan);
/// Reads what to_json wrote as text; Code::failed when it is something else.
[[nodiscard]] base::Result<Plan> plan_from_text(const std::string& text);

/// The seed from which all task seeds of a window follow: keyed hash of the block that opened it,
/// with the window's secret as key (docs/formats.md). Nobody else can choose or foresee it. A
/// validator could, by drawing secrets again: docs/architecture.md. `block_hash` is hex.
[[nodiscard]] base::Seed derive_window_seed(const base::Seed& secret,
                                            const std::string& block_hash);
/// Hash of a window's secret, hex: recorded when the window opens.
[[nodiscard]] std::string secret_hash(const base::Seed& secret);

/// The level of a task, drawn with the planned frequencies.
[[nodiscard]] std::uint32_t level_of(const base::Seed& window_seed,
                                     const PlannedEnvironment& environment, std::int64_t task);
/// The seed of a task: keyed hash of (domain, environment, generator version, level, index).
[[nodiscard]] base::Seed task_seed(const base::Seed& window_seed,
                                   const PlannedEnvironment& environment, std::uint32_t level,
                                   std::int64_t task);
/// The sampling seed that models are given, the same for all on one task and turn; below 2^31.
[[nodiscard]] std::uint64_t sampling_seed(const base::Seed& task_seed, std::uint32_t turn);

}  // namespace af::pipeline
