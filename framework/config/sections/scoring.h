// SPDX-License-Identifier: MIT
/// Section `scoring`: how results become weights.
#pragma once

#include <string>

#include "base/fields.h"

namespace af::config {

/// The scoring rule. Which further keys the section has depends on the rule: see scoring/rules.
struct ScoringConfig {
  std::string rule = "pareto-ema";
  base::Json parameters = base::Json::object();  ///< of the rule, by name, all of them

  /// The table of the keys above, with the parameters of every rule.
  [[nodiscard]] static base::Fields<ScoringConfig> fields();
};

}  // namespace af::config
