// SPDX-License-Identifier: MIT
/// Rules: how results become scores, dominance and weights. A rule is a pure function of its
/// parameters, what it finds of the window before, and this window's results: the same stored
/// results give the same weights, bit for bit.
///
/// Each rule is a folder scoring/rules/<name>/ that defines one function `const Rule& <name>()`;
/// the build lists the folders, so that nothing else changes when one is added (scoring/README.md).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "base/result.h"
#include "scoring/results.h"

namespace af::scoring {

/// What one miner achieved in one environment.
struct EnvironmentStanding {
  double average = 0;              ///< the value that the rule ranks by
  std::int64_t total_samples = 0;  ///< behind the average
  std::int64_t rank = 0;           ///< dense, 1 is best
  double mean = 0;                 ///< of this window's samples
  double standard_error = 0;       ///< of `mean`
  std::int64_t samples = 0;        ///< in this window
};

/// What a rule decides about one miner.
struct Standing {
  Miner miner;
  std::map<std::string, EnvironmentStanding> environments;  ///< by environment, all of the window's
  std::vector<std::int64_t> dominates;                      ///< uids
  std::uint16_t weight = 0;                                 ///< share of 65535
};

/// What a rule makes of a window.
struct Decision {
  std::vector<Standing> standings;       ///< in the order of the window's miners
  std::optional<std::int64_t> champion;  ///< uid of the miner that takes most; none without miners
  base::Json memory;  ///< for this rule's next window; opaque to everybody else; null: nothing
};

/// What a rule finds of the window before: of each standing what the record stores of it, and the
/// rule's own memory. Empty before the first window.
struct State {
  /// The average that a miner left in one environment.
  struct Average {
    double value = 0;          ///< `EnvironmentStanding::average`
    std::int64_t samples = 0;  ///< `EnvironmentStanding::total_samples`
  };
  /// What one miner left.
  struct Entry {
    std::int64_t commit_block = 0;            ///< of the model that earned it
    std::map<std::string, Average> averages;  ///< by environment
  };
  std::map<std::string, Entry> miners;  ///< by hotkey
  base::Json memory;                    ///< `Decision::memory`
};

/// What the window after a decision starts with. The stored scores of a window give the same.
[[nodiscard]] State state_after(const Decision& decision);

/// One rule. Stateless: any thread may call any of its functions at any time.
class Rule {
 public:
  Rule() = default;
  Rule(const Rule&) = delete;
  Rule& operator=(const Rule&) = delete;
  virtual ~Rule() = default;

  /// Its name in configurations and records, such as "pareto-ema"; never changes once weights were
  /// set by it.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// The table of its parameters. They stand beside `rule` in the configuration and in a window's
  /// plan.
  [[nodiscard]] virtual std::vector<base::Field> parameters() const = 0;
  /// The decision on a window. `parameters` holds a value for each field of the table; Code::failed
  /// if one is missing or has another type.
  [[nodiscard]] virtual base::Result<Decision> advance(const base::Json& parameters,
                                                       const State& before,
                                                       const WindowResults& results) const = 0;
  /// One paragraph for people who read a ranking: how the rule decides, with these parameters.
  /// Fails as `advance` does.
  [[nodiscard]] virtual base::Result<std::string> explanation(
      const base::Json& parameters) const = 0;
};

/// A rule whose parameters are a struct with a table of fields. Parameters are parsed here.
template <class Parameters>
class RuleWith : public Rule {
 public:
  [[nodiscard]] std::vector<base::Field> parameters() const final {
    return Parameters::fields().table();
  }
  [[nodiscard]] base::Result<Decision> advance(const base::Json& parameters, const State& before,
                                               const WindowResults& results) const final {
    const auto parsed = base::parse_fields<Parameters>(parameters);
    if (!parsed) return parsed.error();
    return decide(*parsed, before, results);
  }
  [[nodiscard]] base::Result<std::string> explanation(const base::Json& parameters) const final {
    const auto parsed = base::parse_fields<Parameters>(parameters);
    if (!parsed) return parsed.error();
    return explain(*parsed);
  }

 protected:
  /// `Rule::advance` with parsed parameters.
  [[nodiscard]] virtual Decision decide(const Parameters& parameters, const State& before,
                                        const WindowResults& results) const = 0;
  /// `Rule::explanation` with parsed parameters.
  [[nodiscard]] virtual std::string explain(const Parameters& parameters) const = 0;
};

/// All rules of this program, in the order of their folders' names.
[[nodiscard]] const std::vector<const Rule*>& rules();

/// The rule of a name; Code::usage, with the known ones, if there is none. Valid forever.
[[nodiscard]] base::Result<const Rule*> find_rule(std::string_view name);

/// A value for each of a rule's parameters: from `given` where it stands there, else the default.
[[nodiscard]] base::Json complete_parameters(const Rule& rule, const base::Json& given);

}  // namespace af::scoring
