// SPDX-License-Identifier: MIT
/// The classic rule (AffineFoundation/affine at d285bb1): for each miner and environment an average
/// that starts at 0, new = sample * (1 - alpha) + old * alpha; dense ranks; a dominates b if a is
/// nowhere ranked worse and somewhere strictly better. The miner that dominates most others, then
/// the one with the oldest commitment, then the one with the lowest uid, takes all the weight. A
/// miner whose commit block changes starts again at 0.
#include <algorithm>
#include <set>
#include <tuple>

#include "base/statistics.h"
#include "base/text.h"
#include "scoring/rule.h"

namespace af::scoring {
namespace {

struct Parameters {
  double alpha = 0.999;

  static base::Fields<Parameters> fields() {
    base::Fields<Parameters> fields;
    fields.add("alpha", &Parameters::alpha,
               {.help = "How much of the old average stays with each new sample.",
                .minimum = 0,
                .maximum = 1});
    return fields;
  }
};

/// What a miner starts the window with: what it left, if it still has the same model.
State::Entry entry_of(const State& before, const Miner& miner) {
  const auto known = before.miners.find(miner.hotkey);
  const bool same = known != before.miners.end() &&  //
                    known->second.commit_block == miner.commit_block;
  return same ? known->second : State::Entry{miner.commit_block, {}};
}

EnvironmentStanding advance_average(State::Average average, const std::vector<double>& samples,
                                    double alpha) {
  for (const double sample : samples) {
    average.value = sample * (1.0 - alpha) + average.value * alpha;
    ++average.samples;
  }
  const base::Mean mean = base::mean_of(samples);
  EnvironmentStanding standing;
  standing.average = average.value;
  standing.total_samples = average.samples;
  standing.mean = mean.value;
  standing.standard_error = mean.standard_error;
  standing.samples = static_cast<std::int64_t>(samples.size());
  return standing;
}

/// 1 + the number of distinct averages above one's own.
void rank(std::vector<Standing>& standings, const std::string& environment) {
  std::set<double, std::greater<>> distinct;
  for (const auto& s : standings) distinct.insert(s.environments.at(environment).average);
  for (auto& s : standings) {
    auto& mine = s.environments.at(environment);
    mine.rank = 1 + std::distance(distinct.begin(), distinct.find(mine.average));
  }
}

bool dominates(const Standing& a, const Standing& b) {
  bool better = false;
  for (const auto& [environment, mine] : a.environments) {
    const auto theirs = b.environments.at(environment).rank;
    if (mine.rank > theirs) return false;
    better = better || mine.rank < theirs;
  }
  return better;
}

/// Smallest for the champion.
std::tuple<std::int64_t, std::int64_t, std::int64_t> order_of(const Standing& standing) {
  return {-static_cast<std::int64_t>(standing.dominates.size()), standing.miner.commit_block,
          standing.miner.uid};
}

class ParetoEma final : public RuleWith<Parameters> {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "pareto-ema"; }

 protected:
  [[nodiscard]] Decision decide(const Parameters& parameters, const State& before,
                                const WindowResults& results) const override {
    Decision decision;
    auto& standings = decision.standings;
    for (std::size_t i = 0; i < results.miners.size(); ++i) {
      Standing standing{results.miners[i], {}, {}, 0};
      State::Entry entry = entry_of(before, standing.miner);
      for (const auto& environment : results.environments) {
        const std::string& name = environment.environment;
        standing.environments[name] =
            advance_average(entry.averages[name], environment.scores[i], parameters.alpha);
      }
      standings.push_back(std::move(standing));
    }
    for (const auto& environment : results.environments) rank(standings, environment.environment);
    for (auto& a : standings) {
      for (const auto& b : standings) {
        if (&a != &b && dominates(a, b)) a.dominates.push_back(b.miner.uid);
      }
    }
    const auto best = std::min_element(
        standings.begin(), standings.end(),
        [](const Standing& a, const Standing& b) { return order_of(a) < order_of(b); });
    if (best != standings.end()) {
      best->weight = 65535;
      decision.champion = best->miner.uid;
    }
    return decision;
  }

  [[nodiscard]] std::string explain(const Parameters& parameters) const override {
    return "Rule pareto-ema: a dominates b if its running average is ranked nowhere worse and "
           "somewhere better. Who dominates most takes the weight; among equals the oldest "
           "commitment. A running average keeps " +
           base::plain(parameters.alpha) + " of its value with each new sample.";
  }
};

}  // namespace

const Rule& pareto_ema() {
  static const ParetoEma rule;
  return rule;
}

}  // namespace af::scoring
