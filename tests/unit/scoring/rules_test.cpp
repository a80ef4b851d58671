// SPDX-License-Identifier: MIT
/// What every rule promises: a decision depends on the results, not on the order in which anything
/// is listed, and on nothing of the window before but what the record stores of it.
#include <affine/sdk/random.hpp>
#include <algorithm>
#include <cmath>

#include "scoring/rule.h"
#include "support/catch.h"

using namespace af;
using scoring::Decision;
using scoring::Rule;
using scoring::State;
using scoring::WindowResults;

namespace {

WindowResults random_window(affine::Random& random, std::size_t miners) {
  WindowResults results;
  for (std::size_t i = 0; i < miners; ++i) {
    const auto block = static_cast<std::int64_t>(random.below(3));
    results.miners.push_back({static_cast<std::int64_t>(i), block, std::string(1, char('a' + i))});
  }
  for (const char* environment : {"countdown", "maths", "sat"}) {
    auto& one = results.environments.emplace_back();
    one.environment = environment;
    const std::size_t tasks = random.below(5);
    for (std::size_t i = 0; i < miners; ++i) {
      auto& scores = one.scores.emplace_back();
      for (std::size_t k = 0; k < tasks; ++k) scores.push_back(double(random.below(3)) / 2);
    }
  }
  return results;
}

/// The same results with miners and environments listed in another order.
WindowResults shuffled(affine::Random& random, const WindowResults& results) {
  std::vector<std::size_t> order(results.miners.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  random.shuffle(order);
  WindowResults other;
  other.window = results.window;
  for (const std::size_t i : order) other.miners.push_back(results.miners[i]);
  for (const auto& environment : results.environments) {
    auto& copy = other.environments.emplace_back(environment);
    for (std::size_t i = 0; i < order.size(); ++i) copy.scores[i] = environment.scores[order[i]];
  }
  random.shuffle(other.environments);
  return other;
}

const scoring::Standing& of(const Decision& decision, const std::string& hotkey) {
  return *std::find_if(decision.standings.begin(), decision.standings.end(),
                       [&](const auto& standing) { return standing.miner.hotkey == hotkey; });
}

/// Every number of both decisions is the same, bit for bit.
void check_same(const Decision& a, const Decision& b) {
  CHECK(a.champion == b.champion);
  CHECK(a.memory == b.memory);
  REQUIRE(a.standings.size() == b.standings.size());
  for (const auto& standing : a.standings) {
    const auto& other = of(b, standing.miner.hotkey);
    auto mine = standing.dominates, theirs = other.dominates;
    std::sort(mine.begin(), mine.end());
    std::sort(theirs.begin(), theirs.end());
    CHECK(mine == theirs);
    CHECK(standing.weight == other.weight);
    for (const auto& [name, scores] : standing.environments) {
      const auto& same = other.environments.at(name);
      CHECK(scores.average == same.average);
      CHECK(scores.total_samples == same.total_samples);
      CHECK(scores.rank == same.rank);
      CHECK(scores.mean == same.mean);
      CHECK(scores.standard_error == same.standard_error);
      CHECK(scores.samples == same.samples);
    }
  }
}

}  // namespace

TEST_CASE("every rule has a unique name, and parameters that fit beside the plan's keys") {
  std::vector<std::string_view> names;
  for (const auto* rule : scoring::rules()) {
    names.push_back(rule->name());
    CHECK(*scoring::find_rule(rule->name()) == rule);
    for (const auto& field : rule->parameters()) {
      CHECK(field.name != "rule");
      CHECK(field.name != "environments");
      CHECK(field.name != "miners");
      CHECK_FALSE(field.help.empty());
      CHECK_FALSE(field.fallback.is_null());
    }
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(std::find(names.begin(), names.end(), "pareto-ema") != names.end());
}

TEST_CASE("every rule decides the same whatever the order of miners and environments") {
  affine::Random random(affine::Seed{}, "order of results");
  for (const auto* rule : scoring::rules()) {
    const auto parameters = scoring::complete_parameters(*rule, base::Json::object());
    State before;
    for (int window = 0; window < 50; ++window) {
      const WindowResults results = random_window(random, 5);
      const auto decision = rule->advance(parameters, before, results);
      REQUIRE(decision.ok());
      check_same(*decision, *rule->advance(parameters, before, shuffled(random, results)));
      before = scoring::state_after(*decision);
    }
  }
}

TEST_CASE("every rule gives finite scores, and a champion wherever there is a miner") {
  affine::Random random(affine::Seed{}, "finite scores");
  for (const auto* rule : scoring::rules()) {
    const auto parameters = scoring::complete_parameters(*rule, base::Json::object());
    CHECK_FALSE(rule->advance(parameters, {}, {})->champion.has_value());
    for (std::size_t miners = 1; miners < 7; ++miners) {
      const auto results = random_window(random, miners);
      const auto decision = rule->advance(parameters, {}, results);
      REQUIRE(decision.ok());
      REQUIRE(decision->champion.has_value());
      REQUIRE(decision->standings.size() == miners);
      for (std::size_t i = 0; i < miners; ++i) {
        const auto& standing = decision->standings[i];
        CHECK(standing.miner.hotkey == results.miners[i].hotkey);
        REQUIRE(standing.environments.size() == results.environments.size());
        for (const auto& [name, scores] : standing.environments) {
          CHECK(std::isfinite(scores.average));
          CHECK(std::isfinite(scores.standard_error));
          CHECK(scores.rank >= 1);
        }
      }
    }
  }
}

TEST_CASE("a parameter that is missing or of another type is an error, not a default") {
  for (const auto* rule : scoring::rules()) {
    for (const auto& field : rule->parameters()) {
      auto parameters = scoring::complete_parameters(*rule, base::Json::object());
      parameters[field.name] = base::Json::array({"wrong"});
      CHECK(rule->advance(parameters, {}, {}).error().code == base::Code::failed);
      CHECK_FALSE(rule->explanation(parameters).ok());
      parameters.erase(field.name);
      CHECK_FALSE(rule->advance(parameters, {}, {}).ok());
    }
  }
}

TEST_CASE("given parameters win over defaults, and those of another rule are left out") {
  const auto* rule = *scoring::find_rule("pareto-ema");
  CHECK(scoring::complete_parameters(*rule, base::Json::object()) == base::Json{{"alpha", 0.999}});
  CHECK(scoring::complete_parameters(*rule, {{"alpha", 0.5}, {"other", 1}}) ==
        base::Json{{"alpha", 0.5}});
}

TEST_CASE("the explanation of pareto-ema names its parameter") {
  const auto text = (*scoring::find_rule("pareto-ema"))->explanation({{"alpha", 0.25}});
  REQUIRE(text.ok());
  CHECK(text->find("0.25") != std::string::npos);
}
