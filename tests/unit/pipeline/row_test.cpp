// SPDX-License-Identifier: MIT
#include "pipeline/row.h"

#include "support/catch.h"

using namespace af::pipeline;

TEST_CASE("a row says who was asked what, and what came of it") {
  RolloutRequest request;
  request.level = 2;
  request.seed[0] = 0xAB;
  PlannedEnvironment environment;
  environment.id = "sat";
  environment.generator_version = 5;
  auto row = make_row(3, {7, 99, "hotkey", "model", "revision"}, environment, 11, request);
  RolloutResult result;
  result.state = af::store::State::scored;
  result.verdict.score = 0.5;
  result.verdict.metrics = {{"steps", 4}};
  result.replies = "[{}]";
  result.attempts = 2;
  fill_row(row, result, 1234);
  CHECK(row.window == 3);
  CHECK(row.environment == "sat");
  CHECK(row.generator_version == 5);
  CHECK(row.task == 11);
  CHECK(row.level == 2);
  CHECK(row.seed.substr(0, 4) == "ab00");
  CHECK(row.uid == 7);
  CHECK(row.hotkey == "hotkey");
  CHECK(row.score == 0.5);
  CHECK(row.metrics == R"({"steps":4.0})");
  CHECK(row.replies == "[{}]");
  CHECK(row.attempts == 2);
  CHECK(row.ended_ms == 1234);
}

TEST_CASE("only a scored row has a score") {
  af::store::Rollout row;
  RolloutResult result;
  result.verdict.score = 0.5;
  for (const auto state : {af::store::State::failed, af::store::State::void_}) {
    result.state = state;
    fill_row(row, result, 0);
    CHECK(row.score == 0);
    CHECK(row.metrics == "{}");
  }
}
