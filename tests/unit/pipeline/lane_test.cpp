// SPDX-License-Identifier: MIT
#include "pipeline/lane.h"

#include "support/catch.h"

using namespace af::pipeline;
using std::chrono::seconds;

namespace {

Plan two_environments() {
  Plan plan;
  plan.environments.resize(2);
  plan.environments[0].id = "a";
  plan.environments[0].tasks = 3;
  plan.environments[1].id = "b";
  plan.environments[1].tasks = 1;
  return plan;
}

std::vector<std::pair<std::size_t, std::int64_t>> pairs(const std::vector<PlannedTask>& tasks) {
  std::vector<std::pair<std::size_t, std::int64_t>> pairs;
  for (const auto& task : tasks) pairs.emplace_back(task.environment, task.number);
  return pairs;
}

}  // namespace

TEST_CASE("environments take turns, and tasks with a row are left out") {
  const Plan plan = two_environments();
  using Pairs = std::vector<std::pair<std::size_t, std::int64_t>>;
  CHECK(pairs(tasks_left(plan, "miner", {})) == Pairs{{0, 0}, {1, 0}, {0, 1}, {0, 2}});
  const DoneKeys done = {{"a", 1, "miner"}, {"b", 0, "miner"}, {"a", 0, "another"}};
  CHECK(pairs(tasks_left(plan, "miner", done)) == Pairs{{0, 0}, {0, 2}});
}

TEST_CASE("a lane gives each task once and charges only what the miner answers for") {
  const PlannedMiner miner;
  Lane lane(miner, {}, tasks_left(two_environments(), "miner", {}), 1, seconds(10));
  for (int i = 0; i < 4; ++i) CHECK(lane.take());
  CHECK_FALSE(lane.take());

  RolloutResult result;
  result.asked = seconds(7);
  result.state = af::store::State::void_;
  lane.charge(result);
  CHECK(lane.time_left() == seconds(10));
  result.state = af::store::State::scored;
  lane.charge(result);
  CHECK(lane.time_left() == seconds(3));
  result.state = af::store::State::failed;
  lane.charge(result);
  CHECK(lane.time_left() == seconds(-4));
}
