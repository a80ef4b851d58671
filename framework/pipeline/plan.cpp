// SPDX-License-Identifier: MIT
#include "pipeline/plan.h"

#include <stdexcept>

#include "base/number.h"
#include "scoring/rule.h"

namespace af::pipeline {

using base::Json;

namespace {

/// More than a configuration admits, and few enough to be walked through.
constexpr std::int64_t most_tasks = 1'000'000'000;

}  // namespace

Json to_json(const Plan& plan) {
  Json environments = Json::array(), miners = Json::array();
  for (const auto& e : plan.environments) {
    Json levels = Json::object();
    for (const auto& [level, weight] : e.levels) levels[std::to_string(level)] = weight;
    environments.push_back({{"id", e.id},
                            {"plugin", e.plugin},
                            {"generator_version", e.generator_version},
                            {"tasks", e.tasks},
                            {"level_count", e.level_count},
                            {"levels", std::move(levels)},
                            {"options", e.options}});
  }
  for (const auto& m : plan.miners) {
    miners.push_back({{"uid", m.uid},
                      {"hotkey", m.hotkey},
                      {"model", m.model},
                      {"revision", m.revision},
                      {"block", m.block}});
  }
  Json json = plan.parameters;
  json["rule"] = plan.rule;
  json["environments"] = std::move(environments);
  json["miners"] = std::move(miners);
  return json;
}

base::Result<Plan> plan_from_text(const std::string& text) {
  const auto parsed = base::parse_json(text);
  if (!parsed) return parsed.error();
  const Json& json = *parsed;
  try {
    Plan plan;
    plan.rule = json.at("rule");
    plan.parameters = Json::object();
    if (const auto rule = scoring::find_rule(plan.rule)) {
      for (const auto& field : (*rule)->parameters()) {
        plan.parameters[field.name] = json.at(field.name);
      }
    }
    for (const auto& item : json.at("environments")) {
      PlannedEnvironment e;
      e.id = item.at("id");
      e.plugin = item.at("plugin");
      e.generator_version = base::whole_at(item, "generator_version");
      e.tasks = base::whole_at(item, "tasks", 0, most_tasks);
      e.level_count = base::whole_u32_at(item, "level_count");
      for (const auto& [level, weight] : item.at("levels").items()) {
        const auto number = base::parse_number<std::uint32_t>(level);
        if (!number || std::to_string(*number) != level)
          throw std::range_error("'levels': no level is called " + level);
        e.levels[*number] = weight;
      }
      e.options = item.at("options");
      plan.environments.push_back(std::move(e));
    }
    for (const auto& item : json.at("miners")) {
      plan.miners.push_back({base::whole_at(item, "uid"), base::whole_at(item, "block"),
                             item.at("hotkey"), item.at("model"), item.at("revision")});
    }
    return plan;
  } catch (const std::exception& error) {
    return base::Error{base::Code::failed, std::string("not a plan: ") + error.what()};
  }
}

base::Seed derive_window_seed(const base::Seed& secret, const std::string& block_hash) {
  return base::keyed_hash(secret, {"af/epoch/1", block_hash});
}

std::string secret_hash(const base::Seed& secret) {
  return base::hex(base::hash({"af/secret/1", base::bytes_of(secret)}));
}

std::uint32_t level_of(const base::Seed& window_seed, const PlannedEnvironment& environment,
                       std::int64_t task) {
  affine::Random random(window_seed, "af/level/1/" + environment.id + "/" + std::to_string(task));
  if (environment.levels.empty()) {
    return static_cast<std::uint32_t>(random.below(environment.level_count));
  }
  double total = 0;
  for (const auto& [level, weight] : environment.levels) total += weight;
  double left = random.unit() * total;
  for (const auto& [level, weight] : environment.levels) {
    if (left < weight) return level;
    left -= weight;
  }
  return environment.levels.rbegin()->first;
}

base::Seed task_seed(const base::Seed& window_seed, const PlannedEnvironment& environment,
                     std::uint32_t level, std::int64_t task) {
  return base::keyed_hash(
      window_seed, {"af/task/1", environment.id, std::to_string(environment.generator_version),
                    std::to_string(level), std::to_string(task)});
}

std::uint64_t sampling_seed(const base::Seed& task_seed, std::uint32_t turn) {
  affine::Random random(task_seed, "af/sampling/1/" + std::to_string(turn));
  return random.next() >> 33;  // servers take 31 bits
}

}  // namespace af::pipeline
