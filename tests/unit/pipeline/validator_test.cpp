// SPDX-License-Identifier: MIT
/// The validator with a real record and a real ledger whose blocks pass by steps.
#include "pipeline/validator.h"

#include "chain/local/ledger.h"
#include "scoring/rule.h"
#include "store/open.h"
#include "support/catch.h"
#include "support/pipeline.h"
#include "support/run.h"
#include "support/stepped_clock.h"
#include "support/temp.h"

using namespace af;
using base::Awaitable;
using base::Code;
using base::Json;
using base::Result;

namespace {

/// A clock whose waits end at once.
class NeverWaitingClock : public test::SteppedClock {
 public:
  [[nodiscard]] Awaitable<void> sleep_for(std::chrono::nanoseconds, std::stop_token) override {
    ++waits;
    co_return;
  }
  int waits = 0;
};

/// A ledger that does not answer a few times.
class UnreliableChain : public chain::Chain {
 public:
  explicit UnreliableChain(std::unique_ptr<chain::Chain> chain) : chain_(std::move(chain)) {}
  int failures = 0;

  Awaitable<Result<chain::Block>> head() override {
    if (fails()) co_return no_answer();
    co_return co_await chain_->head();
  }
  Awaitable<base::Status> wait_for(std::int64_t number, std::stop_token stop) override {
    if (fails()) co_return no_answer();
    co_return co_await chain_->wait_for(number, std::move(stop));
  }
  Awaitable<Result<std::vector<chain::Neuron>>> metagraph() override {
    if (fails()) co_return no_answer();
    co_return co_await chain_->metagraph();
  }
  Awaitable<Result<std::vector<chain::Commitment>>> commitments() override {
    if (fails()) co_return no_answer();
    co_return co_await chain_->commitments();
  }
  Awaitable<Result<chain::Receipt>> submit(chain::Weights weights) override {
    co_return co_await chain_->submit(std::move(weights));
  }
  Awaitable<Result<chain::Confirmation>> confirm(chain::Receipt receipt) override {
    co_return co_await chain_->confirm(std::move(receipt));
  }
  [[nodiscard]] bool is_real() const noexcept override { return false; }

 private:
  bool fails() { return failures > 0 && --failures >= 0; }
  static base::Error no_answer() { return {Code::service, "no answer"}; }
  std::unique_ptr<chain::Chain> chain_;
};

/// Two miners on a ledger, and one environment with 3 tasks.
struct Bench {
  test::TempFolder folder;
  std::shared_ptr<NeverWaitingClock> clock = std::make_shared<NeverWaitingClock>();
  std::unique_ptr<store::Store> record;
  std::unique_ptr<store::Reader> reader;
  std::unique_ptr<UnreliableChain> chain;
  test::Endpoints endpoints;
  test::Executor executor;
  pipeline::Stop stop;
  pipeline::ValidatorOptions options;
  std::vector<Json> reports;

  Bench() {
    record = *store::open_store(folder.file("a.db"), base::silent_log());
    reader = *store::open_reader(folder.file("a.db"));
    seed({"alice", "bob"});
    chain = std::make_unique<UnreliableChain>(
        *chain::open_chain({.kind = "local", .file = folder.file("l.db"), .steps = true}, clock));
    options.pipeline.window_blocks = 10;
    options.scoring.parameters =
        scoring::complete_parameters(**scoring::find_rule(options.scoring.rule), Json::object());
    pipeline::PlannedEnvironment environment;
    environment.id = environment.plugin = "sat";
    environment.generator_version = 1;
    environment.tasks = 3;
    environment.level_count = 1;
    environment.options = "{}";
    options.environments.push_back(environment);
  }
  void seed(const std::vector<std::string>& names) {
    std::vector<chain::local::Miner> miners;
    for (const auto& name : names) {
      const auto uid = static_cast<std::int64_t>(miners.size());
      miners.push_back({uid, {name, name, "r1", 5}});
    }
    REQUIRE(chain::local::seed(folder.file("l.db"), miners, *clock).ok());
  }
  Result<bool> run(std::int64_t windows) {
    pipeline::Validator validator(
        {*chain, endpoints, executor, *record, *reader, *clock, stop, base::silent_log()}, options,
        {{}, [this](const Json& report) { reports.push_back(report); }});
    return test::result_of(validator.run(windows));
  }
  /// The state of the newest submission of a window's weights.
  [[nodiscard]] std::optional<store::SubmissionState> submission(std::int64_t window) {
    const auto found = reader->submission(window);
    if (!found || !*found) return {};
    return (*found)->state;
  }
  void stop_after(std::size_t rollouts) {
    executor.answer = [this, rollouts](const auto&) -> std::optional<pipeline::RolloutResult> {
      if (executor.requests.size() <= rollouts) return test::Executor::scored();
      stop.drain.request_stop();
      return std::nullopt;
    };
  }
  void go_on() {
    stop = {};
    executor.requests.clear();
    executor.answer = [](const auto&) { return test::Executor::scored(); };
  }
};

}  // namespace

TEST_CASE("windows follow one another, each with its decision and its weights on the chain") {
  Bench bench;
  CHECK(*bench.run(2));
  const auto windows = *bench.reader->windows();
  REQUIRE(windows.size() == 2);
  CHECK(windows[0].closed);
  CHECK(windows[1].closed);
  CHECK(windows[1].opened_block >= windows[0].opened_block + 10);
  CHECK(windows[0].secret != windows[1].secret);
  REQUIRE(bench.reports.size() == 2);
  for (const std::int64_t window : {1, 2}) {
    CHECK(bench.submission(window) == store::SubmissionState::confirmed);
    CHECK(bench.reader->scores(window)->size() == 2);
    CHECK(bench.reports[static_cast<std::size_t>(window - 1)]["weights_submitted"] == true);
  }
}

TEST_CASE("a dry run decides and submits nothing, and the next real run submits what was left") {
  Bench bench;
  bench.options.dry_run = true;
  CHECK(*bench.run(1));
  CHECK(bench.reports.back()["weights_submitted"] == false);
  CHECK_FALSE(bench.submission(1).has_value());
  bench.options.dry_run = false;
  CHECK(*bench.run(1));
  CHECK(bench.submission(1) == store::SubmissionState::confirmed);
  CHECK(bench.submission(2) == store::SubmissionState::confirmed);
}

TEST_CASE("a window that was open is finished as it was planned") {
  Bench bench;
  bench.options.pipeline.per_miner = 1;
  bench.stop_after(3);
  CHECK_FALSE(*bench.run(1));
  CHECK_FALSE(bench.reader->last_window()->value().closed);
  bench.go_on();
  bench.seed({"alice", "bob", "carol"});
  bench.options.environments[0].tasks = 50;
  CHECK(*bench.run(1));
  CHECK(bench.executor.requests.size() == 3);
  CHECK(bench.executor.of("carol").empty());
  CHECK(bench.reader->last_window()->value().number == 1);
  CHECK(bench.reader->last_window()->value().closed);
  CHECK(*bench.run(1));
  CHECK(bench.executor.of("carol").size() == 50);
}

TEST_CASE("an open window is not finished with other environments") {
  Bench bench;
  bench.stop_after(1);
  CHECK_FALSE(*bench.run(1));
  bench.go_on();
  bench.options.environments[0].generator_version = 2;
  const auto refused = bench.run(1);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::usage);
  CHECK(refused.error().message.find("window 1 was opened with environment sat in another") !=
        std::string::npos);
  CHECK(bench.executor.requests.empty());
}

TEST_CASE("miners without an endpoint are not in a plan, and a window needs one that has one") {
  Bench bench;
  bench.endpoints.gone = {"alice"};
  CHECK(*bench.run(1));
  CHECK(bench.executor.of("alice").empty());
  CHECK(bench.executor.of("bob").size() == 3);
  bench.endpoints.gone = {"alice", "bob"};
  const auto refused = bench.run(1);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.find("no miner is eligible") != std::string::npos);
}

TEST_CASE("a chain that does not answer is asked again") {
  Bench bench;
  bench.chain->failures = 5;
  CHECK(*bench.run(1));
  CHECK(bench.clock->waits >= 5);
  CHECK(bench.submission(1) == store::SubmissionState::confirmed);
}
