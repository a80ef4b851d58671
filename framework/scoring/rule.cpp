#include "scoring/rule.h"

#include <array>

#include "base/text.h"

namespace af::scoring {

base::Result<Rule> find_rule(std::string_view name) {
  static constexpr std::array rules = {Rule{"pareto-ema", pareto_ema}};
  std::string known;
  for (const auto& rule : rules) {
    if (rule.name == name) return rule;
    known += " " + std::string(rule.name);
  }
  return base::Error{base::Code::usage,
                     "no rule named '" + base::printable(name) + "'; known rules:" + known};
}

}  // namespace af::scoring
