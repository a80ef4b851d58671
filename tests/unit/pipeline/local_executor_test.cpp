// SPDX-License-Identifier: MIT
/// The executor of this process, with the real mock backend and an environment that counts.
#include "pipeline/local_executor.h"

#include "support/catch.h"
#include "support/mock_backend.h"
#include "support/run.h"
#include "support/stepped_clock.h"

using namespace af;
using base::Awaitable;
using base::Result;

namespace {

/// One question with one right answer, "yes".
class Question : public plugin::Episode {
 public:
  Awaitable<Result<plugin::Turn>> observe() override {
    co_return plugin::Turn{{{AF_ROLE_USER, "yes or no?"}}, {}};
  }
  Awaitable<Result<plugin::Turn>> step(plugin::Reply reply) override {
    plugin::Verdict verdict;
    verdict.scored = true;
    verdict.score = reply.text == "yes" ? 1 : 0;
    co_return plugin::Turn{{}, verdict};
  }
  Awaitable<Result<plugin::Turn>> end(AfEnd) override { return step({}); }
  Awaitable<Result<plugin::References>> references(base::Seed) override {
    plugin::References references;
    references.solution = "yes";
    co_return references;
  }
  [[nodiscard]] std::string sandbox() const override { return {}; }
};

class Questions : public plugin::Environment {
 public:
  const plugin::EnvironmentDescriptor& descriptor() const noexcept override { return descriptor_; }
  Awaitable<Result<plugin::Task>> make_task(std::uint32_t level, base::Seed) override {
    ++made;
    if (level == 9)
      co_return base::Error{base::Code::plugin, "no such level", AF_CAUSE_PLUGIN_CRASH};
    co_return plugin::Task{"task", "private", ""};
  }
  std::unique_ptr<plugin::Episode> open(std::shared_ptr<const plugin::Task>) override {
    return std::make_unique<Question>();
  }
  const std::string& options() const noexcept override { return options_; }

  int made = 0;

 private:
  plugin::EnvironmentDescriptor descriptor_;
  std::string options_ = "{}";
};

struct Bench {
  std::shared_ptr<Questions> questions = std::make_shared<Questions>();
  test::SteppedClock clock;
  test::NoHttp http;
  std::unique_ptr<pipeline::LocalExecutor> executor;

  Bench() {
    executor = std::make_unique<pipeline::LocalExecutor>(
        pipeline::Environments{{"q", questions}},
        pipeline::Backends{{"m", test::mock_backend("{models: {gold: {personality: gold}}}")}},
        http, clock,
        pipeline::ExchangeLimits{.attempts = 1, .retry = {}, .one_attempt = std::chrono::hours(1)});
  }
  /// The request for the question, ready for a change by the test.
  [[nodiscard]] static pipeline::RolloutRequest request() {
    pipeline::RolloutRequest request;
    request.environment = "q";
    request.options_digest = pipeline::options_digest("{}");
    request.endpoint = {.backend = "m", .base_url = "", .own = false, .model = "gold"};
    return request;
  }
  void prepare(const pipeline::RolloutRequest& request) {
    test::result_of([&]() -> Awaitable<bool> {
      co_await executor->prepare(request);
      co_return true;
    }());
  }
  pipeline::RolloutResult play(const pipeline::RolloutRequest& request) {
    auto result = test::result_of(executor->run(request, {}));
    REQUIRE(result.has_value());
    return std::move(*result);
  }
};

}  // namespace

TEST_CASE("a task that was prepared is not made again when its rollout is played") {
  Bench bench;
  bench.prepare(Bench::request());
  CHECK(bench.questions->made == 1);
  const auto result = bench.play(Bench::request());
  CHECK(bench.questions->made == 1);
  CHECK(result.state == store::State::scored);
  CHECK(result.verdict.score == 1);
  CHECK(result.task_digest.size() == 64);
}

TEST_CASE("a task that could not be prepared is reported by the rollout") {
  Bench bench;
  auto request = Bench::request();
  request.level = 9;
  bench.prepare(request);
  const auto result = bench.play(request);
  CHECK(bench.questions->made == 1);
  CHECK(result.state == store::State::void_);
  CHECK(result.verdict.cause == AF_CAUSE_PLUGIN_CRASH);
}

TEST_CASE("what is not loaded is prepared by nobody and void with the reason") {
  Bench bench;
  auto environment = Bench::request(), version = environment, options = environment,
       backend = environment;
  environment.environment = "other";
  version.generator_version = 7;
  options.options_digest = pipeline::options_digest("{\"a\":1}");
  backend.endpoint.backend = "other";
  for (const auto& request : {environment, version, options}) {
    bench.prepare(request);
    CHECK(bench.questions->made == 0);
    CHECK(bench.play(request).verdict.cause == AF_CAUSE_CONFIG);
  }
  CHECK(bench.play(backend).verdict.cause == AF_CAUSE_CONFIG);
}

TEST_CASE("without time left the model is not asked") {
  Bench bench;
  auto request = Bench::request();
  request.time_left = {};
  const auto result = bench.play(request);
  CHECK(result.state == store::State::failed);
  CHECK(result.verdict.cause == AF_CAUSE_ENDPOINT_TIMEOUT);
  CHECK(result.attempts == 0);
}
