// SPDX-License-Identifier: MIT
#include "config/sections/scoring.h"

#include "scoring/rule.h"

namespace af::config {

base::Fields<ScoringConfig> ScoringConfig::fields() {
  std::map<std::string, std::vector<base::Field>> parameters;
  for (const auto* rule : scoring::rules()) {
    parameters[std::string(rule->name())] = rule->parameters();
  }
  base::Fields<ScoringConfig> fields;
  fields.cases("rule", &ScoringConfig::rule, &ScoringConfig::parameters, std::move(parameters),
               {.help = "Name of the rule."});
  return fields;
}

}  // namespace af::config
