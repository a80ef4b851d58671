// SPDX-License-Identifier: MIT
#include <affine/sdk/random.hpp>

#include "scoring/rule.h"
#include "support/catch.h"

using namespace af;
using scoring::Fact;

namespace {

const std::vector<scoring::Miner> three = {{0, 10, "a"}, {1, 20, "b"}, {2, 30, "c"}};

Fact scored(const std::string& hotkey, std::int64_t task, double score) {
  return {"e", hotkey, task, true, score, AF_CAUSE_NONE};
}
Fact failed(const std::string& hotkey, std::int64_t task, base::Cause cause) {
  return {"e", hotkey, task, false, 0, cause};
}
scoring::EnvironmentResults one(const std::vector<Fact>& facts) {
  return scoring::collect(1, three, {"e"}, facts).environments[0];
}
scoring::WindowResults window(std::vector<scoring::Miner> miners,
                              std::vector<std::vector<double>> sat,
                              std::vector<std::vector<double>> maths) {
  return {
      1, std::move(miners), {{"sat", {}, 0, std::move(sat)}, {"maths", {}, 0, std::move(maths)}}};
}
scoring::Decision pareto_ema(double alpha, const scoring::State& before,
                             const scoring::WindowResults& results) {
  return *(*scoring::find_rule("pareto-ema"))->advance({{"alpha", alpha}}, before, results);
}

}  // namespace

TEST_CASE("missing and endpoint failures count 0 for the one who has them") {
  const auto results = one({scored("a", 0, 1), failed("b", 0, AF_CAUSE_ENDPOINT_TIMEOUT)});
  REQUIRE(results.tasks.size() == 1);
  CHECK(results.scores == std::vector<std::vector<double>>{{1}, {0}, {0}});
}

TEST_CASE("a validator's fault voids the task for everyone") {
  const auto results = one({scored("a", 0, 1), failed("b", 0, AF_CAUSE_RATE_LIMITED_VALIDATOR),
                            scored("c", 0, 1), scored("a", 1, 1)});
  CHECK(results.void_tasks == 1);
  CHECK(results.tasks == std::vector<std::int64_t>{1});
}

TEST_CASE("nobody can void a task alone by crashing the plugin") {
  CHECK(one({scored("a", 0, 1), failed("b", 0, AF_CAUSE_PLUGIN_CRASH), scored("c", 0, 1)})
            .scores[1] == std::vector<double>{0});
  CHECK(one({scored("a", 0, 1), failed("b", 0, AF_CAUSE_PLUGIN_CRASH),
             failed("c", 0, AF_CAUSE_PLUGIN_DEADLINE)})
            .void_tasks == 1);
  CHECK(one({failed("b", 0, AF_CAUSE_PLUGIN_CRASH)}).void_tasks == 1);
}

TEST_CASE("a platform that fails for all voids the task, a server that fails for most does not") {
  const auto refused = AF_CAUSE_ENDPOINT_REFUSED;
  CHECK(
      one({failed("a", 0, refused), failed("b", 0, refused), failed("c", 0, refused)}).void_tasks ==
      1);
  CHECK(one({failed("a", 0, refused), failed("b", 0, refused), scored("c", 0, 0)}).void_tasks == 0);
}

TEST_CASE("the order of facts does not matter") {
  std::vector<Fact> facts;
  for (int task = 0; task < 20; ++task) {
    for (const char* hotkey : {"a", "b", "c"})
      facts.push_back(scored(hotkey, task, task % 3 == 0 ? 1 : 0));
  }
  const auto before = one(facts);
  affine::Random random(affine::Seed{}, "order");
  for (int i = 0; i < 20; ++i) {
    random.shuffle(facts);
    CHECK(one(facts).scores == before.scores);
  }
}

TEST_CASE("pareto-ema: the average starts at 0 and moves by 1 - alpha") {
  const auto decision = pareto_ema(0.999, {}, window({{0, 1, "a"}}, {{1, 1, 0}}, {{}}));
  double expected = 0;
  for (const double x : {1.0, 1.0, 0.0}) expected = x * (1.0 - 0.999) + expected * 0.999;
  const auto& sat = decision.standings[0].environments.at("sat");
  CHECK(sat.average == expected);
  CHECK(sat.total_samples == 3);
  CHECK(sat.mean == Approx(2.0 / 3));
  CHECK(decision.standings[0].environments.at("maths").average == 0);
}

TEST_CASE("pareto-ema: dominance needs nowhere worse and somewhere better, ties go to the oldest") {
  // a is best at sat, b at maths, c is b's copy: nobody dominates a or b.
  const auto decision =
      pareto_ema(0.5, {}, window(three, {{1, 1}, {0, 0}, {0, 0}}, {{0, 0}, {1, 1}, {1, 1}}));
  for (const auto& standing : decision.standings) CHECK(standing.dominates.empty());
  CHECK(decision.champion == 0);  // the oldest commitment
  const auto clear = pareto_ema(0.5, {}, window(three, {{0}, {1}, {0}}, {{0}, {1}, {0}}));
  CHECK(clear.champion == 1);
  CHECK(clear.standings[1].dominates == std::vector<std::int64_t>{0, 2});
  CHECK(clear.standings[1].weight == 65535);
  CHECK(clear.standings[0].environments.at("sat").rank == 2);
  CHECK(clear.standings[2].environments.at("sat").rank == 2);
}

TEST_CASE("pareto-ema: a new commitment starts again at zero") {
  const auto first = pareto_ema(0.9, {}, window({{0, 10, "a"}}, {{1, 1}}, {{1, 1}}));
  const auto same =
      pareto_ema(0.9, scoring::state_after(first), window({{0, 10, "a"}}, {{0}}, {{0}}));
  const auto fresh =
      pareto_ema(0.9, scoring::state_after(first), window({{0, 11, "a"}}, {{0}}, {{0}}));
  CHECK(same.standings[0].environments.at("sat").average > 0);
  CHECK(fresh.standings[0].environments.at("sat").average == 0);
  CHECK(fresh.standings[0].environments.at("sat").total_samples == 1);
}

TEST_CASE("pareto-ema: dominance is a strict partial order whatever the results") {
  affine::Random random(affine::Seed{}, "partial order");
  for (int round = 0; round < 200; ++round) {
    std::vector<scoring::Miner> miners;
    std::vector<std::vector<double>> sat, maths;
    for (int i = 0; i < 6; ++i) {
      miners.push_back(
          {i, static_cast<std::int64_t>(random.below(100)), std::string(1, char('a' + i))});
      sat.push_back({double(random.below(3)) / 2});
      maths.push_back({double(random.below(3)) / 2});
    }
    const auto decision = pareto_ema(0.5, {}, window(miners, sat, maths));
    const auto beats = [&](std::int64_t a, std::int64_t b) {
      const auto& list = decision.standings[static_cast<std::size_t>(a)].dominates;
      return std::find(list.begin(), list.end(), b) != list.end();
    };
    for (int a = 0; a < 6; ++a) {
      CHECK_FALSE(beats(a, a));
      for (int b = 0; b < 6; ++b) {
        CHECK_FALSE((beats(a, b) && beats(b, a)));
        for (int c = 0; c < 6; ++c) CHECK((!beats(a, b) || !beats(b, c) || beats(a, c)));
      }
    }
    REQUIRE(decision.champion.has_value());
    for (int a = 0; a < 6; ++a) CHECK_FALSE(beats(a, *decision.champion));
  }
}

TEST_CASE("an unknown rule is refused with the known ones") {
  const auto rule = scoring::find_rule("unknown");
  REQUIRE_FALSE(rule.ok());
  CHECK(rule.error().message.find("pareto-ema") != std::string::npos);
}
