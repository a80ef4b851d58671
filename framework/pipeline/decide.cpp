// SPDX-License-Identifier: MIT
#include "pipeline/decide.h"

#include <algorithm>

namespace af::pipeline {

using base::Json;

scoring::Fact fact_of(const store::Rollout& rollout) {
  return {rollout.environment, rollout.hotkey, rollout.task, rollout.state == store::State::scored,
          rollout.score,       rollout.cause};
}

base::Result<scoring::Decision> decide(const Plan& plan, std::int64_t window,
                                       const scoring::State& before,
                                       const std::vector<scoring::Fact>& facts) {
  const auto rule = scoring::find_rule(plan.rule);
  if (!rule) return rule.error();
  std::vector<scoring::Miner> miners;
  for (const auto& miner : plan.miners) {
    miners.push_back({miner.uid, miner.block, miner.hotkey});
  }
  std::vector<std::string> environments;
  for (const auto& environment : plan.environments) environments.push_back(environment.id);
  const auto results = scoring::collect(window, std::move(miners), environments, facts);
  return (*rule)->advance(plan.parameters, before, results);
}

std::vector<store::Score> score_rows(std::int64_t window, const scoring::Decision& decision) {
  std::vector<store::Score> rows;
  for (const auto& standing : decision.standings) {
    for (const auto& [environment, s] : standing.environments) {
      rows.push_back({window, standing.miner.uid, standing.miner.commit_block,
                      standing.miner.hotkey, environment, s.average, s.total_samples, s.rank,
                      s.mean, s.standard_error, s.samples});
    }
  }
  return rows;
}

std::vector<store::Weight> weight_rows(std::int64_t window, const scoring::Decision& decision) {
  std::vector<store::Weight> rows;
  for (const auto& standing : decision.standings) {
    rows.push_back({window, standing.miner.uid, standing.weight, standing.miner.hotkey});
  }
  return rows;
}

scoring::State state_from(const std::vector<store::Score>& scores, const std::string& report) {
  scoring::State state;
  for (const auto& score : scores) {
    auto& entry = state.miners[score.hotkey];
    entry.commit_block = score.commit_block;
    entry.averages[score.environment] = {score.average, score.total_samples};
  }
  const auto parsed = base::parse_json(report);
  if (parsed && parsed->contains("memory")) state.memory = parsed->at("memory");
  return state;
}

Json report(const store::Window& window, const Plan& plan, const scoring::Decision& decision,
            bool submitted) {
  Json environments = Json::array(), miners = Json::array();
  for (const auto& environment : plan.environments) environments.push_back(environment.id);
  for (std::size_t i = 0; i < decision.standings.size(); ++i) {
    const auto& standing = decision.standings[i];
    const auto& miner = plan.miners[i];
    Json scores = Json::object();
    for (const auto& [environment, s] : standing.environments) {
      scores[environment] = {
          {"mean", s.mean},       {"samples", s.samples}, {"stderr", s.standard_error},
          {"average", s.average}, {"rank", s.rank},       {"total_samples", s.total_samples}};
    }
    miners.push_back({{"uid", miner.uid},
                      {"hotkey", miner.hotkey},
                      {"model", miner.model},
                      {"revision", miner.revision},
                      {"block", miner.block},
                      {"scores", std::move(scores)},
                      {"dominates", standing.dominates},
                      {"weight", standing.weight / 65535.0}});
  }
  Json line = {{"window", window.number},
               {"opened_block", window.opened_block},
               {"closed_block", window.closed_block},
               {"environments", std::move(environments)},
               {"miners", std::move(miners)},
               {"champion", decision.champion ? Json(*decision.champion) : Json(nullptr)},
               {"weights_submitted", submitted}};
  if (!decision.memory.is_null()) line["memory"] = decision.memory;
  return line;
}

base::Result<std::string> explanation(const std::string& plan) {
  const auto parsed = plan_from_text(plan);
  if (!parsed) return parsed.error();
  const auto rule = scoring::find_rule(parsed->rule);
  if (!rule) return rule.error();
  return (*rule)->explanation(parsed->parameters);
}

std::string rows_digest(std::vector<std::string> digests) {
  std::sort(digests.begin(), digests.end());
  std::string all;
  for (const auto& digest : digests) all += digest;
  return base::hex(base::hash({"af/rows/1", all}));
}

}  // namespace af::pipeline
