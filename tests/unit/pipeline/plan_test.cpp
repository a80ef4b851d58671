// SPDX-License-Identifier: MIT
#include "pipeline/plan.h"

#include "support/catch.h"

using namespace af::pipeline;
using af::base::Seed;

namespace {

Plan sample_plan() {
  Plan plan;
  plan.rule = "pareto-ema";
  plan.parameters = {{"alpha", 0.875}};
  PlannedEnvironment environment;
  environment.id = "sat";
  environment.plugin = "sat";
  environment.generator_version = 3;
  environment.tasks = 5;
  environment.level_count = 4;
  environment.levels = {{1, 0.25}, {3, 0.75}};
  environment.options = R"({"clauses":3})";
  plan.environments.push_back(environment);
  plan.miners.push_back({7, 99, "hotkey", "model", "revision"});
  return plan;
}

}  // namespace

TEST_CASE("a plan reads back from its text, and the text stays the same") {
  const std::string text = af::base::dump(to_json(sample_plan()));
  const auto plan = plan_from_text(text);
  REQUIRE(plan);
  CHECK(af::base::dump(to_json(*plan)) == text);
  CHECK(plan->miners.at(0).block == 99);
  CHECK(plan->environments.at(0).levels.at(3) == 0.75);
}

TEST_CASE("what is no plan is refused") {
  for (const char* text :
       {"", "[]", "{}", R"({"rule":1,"alpha":0,"environments":[],"miners":[]})"}) {
    CHECK_FALSE(plan_from_text(text));
  }
}

TEST_CASE("a plan with a number that is not whole or does not fit is refused, and named") {
  const af::base::Json whole = to_json(sample_plan());
  const auto refused = [&](const char* list, const char* key, const af::base::Json& value) {
    af::base::Json changed = whole;
    changed[list][0][key] = value;
    const auto plan = plan_from_text(af::base::dump(changed));
    return !plan && plan.error().message.find(key) != std::string::npos;
  };
  for (const auto& [key, largest] :
       {std::pair{"level_count", 4'294'967'295LL}, std::pair{"tasks", 1'000'000'000LL}}) {
    CHECK_FALSE(refused("environments", key, largest));
    CHECK(refused("environments", key, largest + 1));
    CHECK(refused("environments", key, -1));
    CHECK(refused("environments", key, 2.5));
    CHECK(refused("environments", key, "2"));
  }
  CHECK(refused("environments", "generator_version", 1.0));
  CHECK(refused("miners", "uid", true));
  for (const char* level : {"-1", "1.5", "4294967296", "", "1e1", "01"})
    CHECK(refused("environments", "levels", {{level, 1}}));
}

TEST_CASE("seeds follow from secret, block, environment, version, level and number alone") {
  const PlannedEnvironment environment = sample_plan().environments.at(0);
  const Seed secret{};
  const Seed window = derive_window_seed(secret, "00ff");
  CHECK(window == derive_window_seed(secret, "00ff"));
  CHECK(window != derive_window_seed(secret, "00fe"));
  const Seed task = task_seed(window, environment, 1, 2);
  CHECK(task != task_seed(window, environment, 1, 3));
  CHECK(task != task_seed(window, environment, 3, 2));
  PlannedEnvironment other = environment;
  other.generator_version = 4;
  CHECK(task != task_seed(window, other, 1, 2));
  other = environment;
  other.id = "sat-hard";
  CHECK(task != task_seed(window, other, 1, 2));
}

TEST_CASE("levels are drawn only from those with a frequency") {
  const PlannedEnvironment environment = sample_plan().environments.at(0);
  const Seed window = derive_window_seed(Seed{}, "00");
  std::map<std::uint32_t, int> drawn;
  for (std::int64_t number = 0; number < 400; ++number) {
    ++drawn[level_of(window, environment, number)];
  }
  CHECK(drawn.size() == 2);
  CHECK(drawn[1] > 60);
  CHECK(drawn[3] > 240);
}

TEST_CASE("sampling seeds fit into 31 bits and differ from turn to turn") {
  const Seed seed{};
  CHECK(sampling_seed(seed, 0) != sampling_seed(seed, 1));
  for (std::uint32_t turn = 0; turn < 100; ++turn) CHECK(sampling_seed(seed, turn) < (1ull << 31));
}
