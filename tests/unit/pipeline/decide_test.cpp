// SPDX-License-Identifier: MIT
#include "pipeline/decide.h"

#include "support/catch.h"

using namespace af;
using base::Json;

namespace {

const std::string stored_plan =
    R"({"alpha":0.9,"environments":[{"generator_version":1,"id":"sat","level_count":2,)"
    R"("levels":{"1":0.5},"options":"{}","plugin":"sat","tasks":3}],)"
    R"("miners":[{"block":10,"hotkey":"a","model":"m","revision":"main","uid":0},)"
    R"({"block":20,"hotkey":"b","model":"n","revision":"main","uid":1}],"rule":"pareto-ema"})";

std::vector<scoring::Fact> facts() {
  return {{"sat", "a", 0, true, 1, AF_CAUSE_NONE},
          {"sat", "b", 0, true, 0.3, AF_CAUSE_NONE},
          {"sat", "a", 1, true, 0.1, AF_CAUSE_NONE}};
}

}  // namespace

TEST_CASE("a stored plan of pareto-ema is read and written as the same bytes") {
  const auto plan = pipeline::plan_from_text(stored_plan);
  REQUIRE(plan.ok());
  CHECK(plan->parameters == Json{{"alpha", 0.9}});
  CHECK(base::dump(pipeline::to_json(*plan)) == stored_plan);
}

TEST_CASE(
    "a plan without a parameter of its rule is refused, one of an unknown rule is not judged") {
  auto json = *base::parse_json(stored_plan);
  json["rule"] = "future";
  const auto future = pipeline::plan_from_text(json.dump());
  REQUIRE(future.ok());
  CHECK(pipeline::decide(*future, 1, {}, {}).error().message.find("pareto-ema") !=
        std::string::npos);
  json["rule"] = "pareto-ema";
  json.erase("alpha");
  CHECK_FALSE(pipeline::plan_from_text(json.dump()).ok());
}

TEST_CASE("the stored scores and report of a decision give the state that the decision left") {
  const auto plan = *pipeline::plan_from_text(stored_plan);
  auto decision = *pipeline::decide(plan, 1, {}, facts());
  decision.memory = {{"opaque", {1, 2}}};
  const auto left = scoring::state_after(decision);
  const Json report = pipeline::report({}, plan, decision, false);
  const auto stored = pipeline::state_from(pipeline::score_rows(1, decision), base::dump(report));
  CHECK(stored.memory == left.memory);
  REQUIRE(stored.miners.size() == left.miners.size());
  for (const auto& [hotkey, entry] : left.miners) {
    CHECK(stored.miners.at(hotkey).commit_block == entry.commit_block);
    for (const auto& [environment, average] : entry.averages) {
      const auto& same = stored.miners.at(hotkey).averages.at(environment);
      CHECK(same.value == average.value);
      CHECK(same.samples == average.samples);
    }
  }
}

TEST_CASE("a report has a memory only if the rule keeps one") {
  const auto plan = *pipeline::plan_from_text(stored_plan);
  const auto decision = *pipeline::decide(plan, 1, {}, facts());
  CHECK_FALSE(pipeline::report({}, plan, decision, false).contains("memory"));
  CHECK(pipeline::state_from({}, "").memory.is_null());
}

TEST_CASE("a stored plan's rule is explained with its own parameters") {
  const auto text = pipeline::explanation(stored_plan);
  REQUIRE(text.ok());
  CHECK(text->find("keeps 0.9 of its value") != std::string::npos);
}
