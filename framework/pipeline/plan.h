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

struct PlannedEnvironment {
  std::string id, plugin;  ///< name in the configuration; the plugin's own id
  std::int64_t generator_version = 0, tasks = 0;
  std::uint32_t level_count = 0;
  std::map<std::uint32_t, double> levels;  ///< level to frequency; empty: all alike
  std::string options;                     ///< canonical JSON
};

struct PlannedMiner {
  std::int64_t uid = 0, block = 0;
  std::string hotkey, model, revision;
};

struct Plan {
  std::string rule;
  base::Json parameters;  ///< of the rule, by name; they stand beside "rule" in the JSON
  std::vector<PlannedEnvironment> environments;
  std::vector<PlannedMiner> miners;
};

[[nodiscard]] base::Json to_json(const Plan& plan);
/// A plan as a window's row holds it.
[[nodiscard]] base::Result<Plan> plan_from_text(const std::string& text);

/// From what all seeds of a window follow: its secret mixed with the hash of the block that opened
/// it, so that neither the validator nor anybody else could choose or foresee them.
[[nodiscard]] base::Seed epoch_of(const base::Seed& secret, const std::string& block_hash);
/// What is published when a window opens.
[[nodiscard]] std::string secret_hash(const base::Seed& secret);

/// The level of a task, drawn with the planned frequencies.
[[nodiscard]] std::uint32_t level_of(const base::Seed& epoch, const PlannedEnvironment& environment,
                                     std::int64_t task);
/// The seed of a task: keyed hash of (domain, environment, generator version, level, index).
[[nodiscard]] base::Seed task_seed(const base::Seed& epoch, const PlannedEnvironment& environment,
                                   std::uint32_t level, std::int64_t task);
/// The sampling seed that models are given, the same for all on one task and turn.
[[nodiscard]] std::uint64_t sampling_seed(const base::Seed& task_seed, std::uint32_t turn);

}  // namespace af::pipeline
