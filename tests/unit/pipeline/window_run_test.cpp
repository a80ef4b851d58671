// SPDX-License-Identifier: MIT
/// Window runs with a real record.
#include "pipeline/window_run.h"

#include "base/hash.h"
#include "store/open.h"
#include "support/catch.h"
#include "support/pipeline.h"
#include "support/run.h"
#include "support/stepped_clock.h"
#include "support/temp.h"

using namespace af;
using base::Result;
using pipeline::DoneKeys;
using pipeline::RolloutRequest;
using pipeline::RolloutResult;

namespace {

/// An open window of two miners and two environments with 3 and 2 tasks.
struct Bench {
  test::TempFolder folder;
  std::unique_ptr<store::Store> record;
  std::unique_ptr<store::Reader> reader;
  test::Endpoints endpoints;
  test::Executor executor;
  test::SteppedClock clock;
  config::PipelineConfig limits;
  pipeline::Stop stop;
  store::Window window;
  pipeline::Plan plan;
  std::vector<pipeline::Progress> seen;

  Bench() {
    record = *store::open_store(folder.file("a.db"), base::silent_log());
    reader = *store::open_reader(folder.file("a.db"));
    for (const auto& [id, tasks] : {std::pair{"sat", 3}, std::pair{"games", 2}}) {
      pipeline::PlannedEnvironment environment;
      environment.id = environment.plugin = id;
      environment.generator_version = 1;
      environment.tasks = tasks;
      environment.level_count = 2;
      environment.options = "{}";
      plan.environments.push_back(environment);
    }
    for (const char* name : {"alice", "bob"}) {
      pipeline::PlannedMiner miner;
      miner.uid = static_cast<std::int64_t>(plan.miners.size());
      miner.hotkey = miner.model = name;
      plan.miners.push_back(miner);
    }
    window.number = 1;
    window.block_hash = "07";
    window.plan = "{}";
    window.secret = base::hex(base::Seed{});
    REQUIRE(test::result_of(record->open_window(window)).ok());
  }

  Result<bool> run() {
    pipeline::WindowRun run({endpoints, executor, *record, clock, limits, stop}, window, plan,
                            [this](const auto& progress) { seen.push_back(progress); });
    return test::result_of(run.run(done()));
  }
  [[nodiscard]] DoneKeys done() {
    DoneKeys keys;
    const auto read = reader->rollouts(
        1, store::Reader::Texts::without,
        [&](const store::Rollout& row) { keys.emplace(row.environment, row.task, row.hotkey); });
    REQUIRE(read.ok());
    return keys;
  }
};

}  // namespace

TEST_CASE("every miner gets the same tasks, each once, and every result is recorded") {
  Bench bench;
  CHECK(*bench.run());
  CHECK(bench.done().size() == 10);
  const auto alice = bench.executor.of("alice"), bob = bench.executor.of("bob");
  REQUIRE(alice.size() == 5);
  REQUIRE(bob.size() == 5);
  std::set<base::Seed> alices, bobs;
  for (const auto& request : alice) alices.insert(request.seed);
  for (const auto& request : bob) bobs.insert(request.seed);
  CHECK(alices == bobs);
  CHECK(alices.size() == 5);
  CHECK(bench.seen.front().planned == 10);
  CHECK(bench.seen.back().done == 10);
  CHECK(bench.seen.back().scored == 10);
}

TEST_CASE("no miner is asked more at once than its permits allow") {
  Bench bench;
  bench.limits.per_miner = 2;
  CHECK(*bench.run());
  CHECK(bench.executor.most == 2);
  Bench narrow;
  narrow.limits.concurrency = 2;
  CHECK(*narrow.run());
  CHECK(narrow.executor.most == 1);
}

TEST_CASE("the next task is made while the permits are taken") {
  Bench bench;
  bench.limits.per_miner = 1;
  bench.executor.answer = [&](const auto& request) {
    const std::string& model = request.endpoint.model;
    if (bench.executor.of(model).size() == 1) CHECK(bench.executor.prepared[model] == 2);
    return std::optional(test::Executor::scored());
  };
  CHECK(*bench.run());
  CHECK(bench.executor.most == 1);
}

TEST_CASE("a stop leaves no trace of what was in flight, and the next run plays only the rest") {
  Bench bench;
  bench.limits.per_miner = 1;
  bench.executor.answer = [&](const auto&) -> std::optional<RolloutResult> {
    if (bench.executor.requests.size() < 4) return test::Executor::scored();
    bench.stop.drain.request_stop();
    return std::nullopt;
  };
  CHECK_FALSE(*bench.run());
  CHECK(bench.done().size() == 3);
  bench.stop = {};
  bench.executor.requests.clear();
  bench.executor.answer = [](const auto&) { return test::Executor::scored(); };
  CHECK(*bench.run());
  CHECK(bench.executor.requests.size() == 7);
  CHECK(bench.done().size() == 10);
}

TEST_CASE("rows of a miner that has gone do not count for those who are left") {
  Bench bench;
  bench.executor.answer = [&](const auto& request) -> std::optional<RolloutResult> {
    if (request.endpoint.model == "bob") return std::nullopt;
    return test::Executor::scored();
  };
  CHECK_FALSE(*bench.run());
  CHECK(bench.done().size() == 5);  // all of them alice's
  bench.endpoints.gone = {"alice"};
  CHECK_FALSE(*bench.run());
  CHECK(bench.seen.back().done == 0);
  CHECK(bench.seen.back().planned == 5);
  bench.executor.answer = [](const auto&) { return test::Executor::scored(); };
  CHECK(*bench.run());
  CHECK(bench.done().size() == 10);
}

TEST_CASE("time that a model was asked for is charged to its own lane only") {
  Bench bench;
  bench.limits.per_miner = 1;
  bench.limits.miner_seconds = 4;
  bench.executor.answer = [](const auto& request) -> std::optional<RolloutResult> {
    RolloutResult result = test::Executor::scored();
    result.asked = std::chrono::seconds(request.endpoint.model == "alice" ? 3 : 0);
    return result;
  };
  CHECK(*bench.run());
  std::vector<std::int64_t> left;
  for (const auto& request : bench.executor.of("alice")) {
    left.push_back(std::chrono::duration_cast<std::chrono::seconds>(request.time_left).count());
  }
  CHECK(left == std::vector<std::int64_t>{4, 1, -2, -5, -8});
  for (const auto& request : bench.executor.of("bob")) {
    CHECK(request.time_left == std::chrono::seconds(4));
  }
}

TEST_CASE("a record that cannot be written ends the run with its error") {
  Bench bench;
  bench.window.number = 2;  // was never opened
  const auto ended = bench.run();
  CHECK_FALSE(ended.ok());
}
