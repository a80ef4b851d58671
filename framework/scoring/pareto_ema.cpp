#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "scoring/rule.h"

namespace af::scoring {
namespace {

EnvironmentStanding summarise(const Memory::Average& average, const std::vector<double>& samples) {
  EnvironmentStanding standing;
  standing.average = average.value;
  standing.total_samples = average.samples;
  standing.samples = static_cast<std::int64_t>(samples.size());
  const auto n = static_cast<double>(samples.size());
  if (samples.empty()) return standing;
  double sum = 0, squares = 0;
  for (const double x : samples) sum += x;
  standing.mean = sum / n;
  for (const double x : samples) squares += (x - standing.mean) * (x - standing.mean);
  if (samples.size() > 1) standing.standard_error = std::sqrt(squares / (n - 1) / n);
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

}  // namespace

Outcome pareto_ema(const Parameters& parameters, const State& before,
                   const WindowResults& results) {
  // Only who contests now, and only on what is asked now, is remembered: the stored scores of one
  // window are then the whole state.
  Outcome outcome;
  auto& standings = outcome.decision.standings;
  for (std::size_t c = 0; c < results.miners.size(); ++c) {
    const Miner& miner = results.miners[c];
    Memory& memory = outcome.state[miner.hotkey];
    memory.commit_block = miner.commit_block;
    const auto known = before.find(miner.hotkey);
    const bool same_model =
        known != before.end() && known->second.commit_block == miner.commit_block;
    Standing standing{miner, {}, {}, 0};
    for (const auto& environment : results.environments) {
      Memory::Average& average = memory.averages[environment.environment];
      if (same_model) {
        const auto old = known->second.averages.find(environment.environment);
        if (old != known->second.averages.end()) average = old->second;
      }
      for (const double sample : environment.scores[c]) {
        average.value = sample * (1.0 - parameters.alpha) + average.value * parameters.alpha;
        ++average.samples;
      }
      standing.environments[environment.environment] = summarise(average, environment.scores[c]);
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
      standings.begin(), standings.end(), [](const Standing& a, const Standing& b) {
        const auto key = [](const Standing& s) {
          return std::tuple(-static_cast<std::int64_t>(s.dominates.size()), s.miner.commit_block,
                            s.miner.uid);
        };
        return key(a) < key(b);
      });
  if (best != standings.end()) {
    best->weight = 65535;
    outcome.decision.champion = best->miner.uid;
  }
  return outcome;
}

}  // namespace af::scoring
