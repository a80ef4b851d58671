/// Rules: how results become scores, dominance and weights. A rule is a pure function of its
/// parameters, the state that it left after the window before, and this window's results: the same
/// stored results give the same weights, bit for bit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scoring/results.h"

namespace af::scoring {

struct Parameters {
  double alpha = 0.999;
};

/// What a rule remembers of one miner between windows, by hotkey.
struct Memory {
  struct Average {
    double value = 0;
    std::int64_t samples = 0;
  };
  std::int64_t commit_block = 0;
  std::map<std::string, Average> averages;  ///< by environment
};
using State = std::map<std::string, Memory>;

struct EnvironmentStanding {
  double average = 0;                   ///< what is ranked
  std::int64_t total_samples = 0;       ///< behind the average
  std::int64_t rank = 0;                ///< dense, 1 is best
  double mean = 0, standard_error = 0;  ///< of this window alone
  std::int64_t samples = 0;
};

struct Standing {
  Miner miner;
  std::map<std::string, EnvironmentStanding> environments;
  std::vector<std::int64_t> dominates;  ///< uids
  std::uint16_t weight = 0;
};

struct Decision {
  std::vector<Standing> standings;  ///< in the order of the miners
  std::optional<std::int64_t> champion;
};

struct Outcome {
  State state;
  Decision decision;
};

struct Rule {
  std::string_view name;
  Outcome (*advance)(const Parameters& parameters, const State& before,
                     const WindowResults& results);
};

/// All rules, by name; Code::usage for an unknown one.
[[nodiscard]] base::Result<Rule> find_rule(std::string_view name);

/// The classic rule (AffineFoundation/affine at d285bb1): for each miner and environment an
/// average that starts at 0, new = sample * (1 - alpha) + old * alpha; dense ranks; a dominates b
/// if a is nowhere ranked worse and somewhere strictly better; most dominated miners, then the
/// oldest commitment, then the lowest uid, takes all the weight. A miner whose commit block
/// changes starts again at 0.
[[nodiscard]] Outcome pareto_ema(const Parameters& parameters, const State& before,
                                 const WindowResults& results);

}  // namespace af::scoring
