// SPDX-License-Identifier: MIT
#include "scoring/rule.h"

#include "base/text.h"

namespace af::scoring {

State state_after(const Decision& decision) {
  State state;
  for (const auto& standing : decision.standings) {
    auto& entry = state.miners[standing.miner.hotkey];
    entry.commit_block = standing.miner.commit_block;
    for (const auto& [environment, scores] : standing.environments) {
      entry.averages[environment] = {scores.average, scores.total_samples};
    }
  }
  state.memory = decision.memory;
  return state;
}

base::Result<const Rule*> find_rule(std::string_view name) {
  std::string known;
  for (const auto* rule : rules()) {
    if (rule->name() == name) return rule;
    known += " " + std::string(rule->name());
  }
  return base::Error{base::Code::usage,
                     "no rule named '" + base::printable(name) + "'; known rules:" + known};
}

base::Json complete_parameters(const Rule& rule, const base::Json& given) {
  base::Json values = base::Json::object();
  for (const auto& field : rule.parameters()) {
    values[field.name] = given.value(field.name, field.fallback);
  }
  return values;
}

}  // namespace af::scoring
