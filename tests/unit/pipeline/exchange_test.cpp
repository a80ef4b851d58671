// SPDX-License-Identifier: MIT
/// Exchanges with the real mock backend; time passes when the test says so.
#include "pipeline/exchange.h"

#include "support/catch.h"
#include "support/mock_backend.h"
#include "support/run.h"
#include "support/stepped_clock.h"

using namespace af;
using namespace std::chrono_literals;

namespace {

/// An exchange with a simulated miner, each attempt of which may take 5 s.
struct Bench {
  boost::asio::io_context context{1};
  test::SteppedClock clock;
  test::NoHttp http;
  pipeline::Exchanger exchanger{http, clock, {.attempts = 1, .retry = 60s, .one_attempt = 5s}};
  std::shared_ptr<const plugin::Backend> backend = test::mock_backend(
      "{models: {silent: {personality: silent}, slow: {personality: gold, latency_ms: 3000}, "
      "late: {personality: gold, latency_ms: 9000}}}");
  std::stop_source stop;
  std::optional<pipeline::Exchange> ended;

  /// Starts an exchange and runs until it waits for the clock.
  void ask(const std::string& model) {
    plugin::ChatRequest request;
    request.model = model;
    request.simulation.emplace();
    request.simulation->solution = "right";
    test::start(context, exchanger.run({backend, "", false}, request, stop.get_token()),
                [this](pipeline::Exchange exchange) { ended = std::move(exchange); });
    context.poll();
  }
  void pass(std::chrono::nanoseconds time) {
    clock.advance(time);
    context.poll();
  }
};

}  // namespace

TEST_CASE("on its own endpoint a miner cannot void a task") {
  CHECK(pipeline::attribute(AF_CAUSE_RATE_LIMITED_VALIDATOR, true) ==
        AF_CAUSE_ENDPOINT_RATE_LIMITED);
  CHECK(pipeline::attribute(AF_CAUSE_CONFIG, true) == AF_CAUSE_ENDPOINT_REJECTED);
  CHECK(pipeline::attribute(AF_CAUSE_NETWORK, true) == AF_CAUSE_ENDPOINT_REFUSED);
  CHECK(pipeline::attribute(AF_CAUSE_RATE_LIMITED_VALIDATOR, false) ==
        AF_CAUSE_RATE_LIMITED_VALIDATOR);
}

TEST_CASE("a direct backend that never answers is given up when its time is over") {
  Bench bench;
  bench.ask("silent");
  bench.pass(4999ms);
  CHECK_FALSE(bench.ended.has_value());
  bench.pass(1ms);
  REQUIRE(bench.ended.has_value());
  CHECK(bench.ended->completion.cause == AF_CAUSE_ENDPOINT_TIMEOUT);
}

TEST_CASE("a direct backend's reply is delivered after its delay, and no deadline is left over") {
  Bench bench;
  bench.ask("slow");
  bench.pass(2999ms);
  CHECK_FALSE(bench.ended.has_value());
  bench.pass(1ms);
  REQUIRE(bench.ended.has_value());
  CHECK(bench.ended->completion.cause == AF_CAUSE_NONE);
  CHECK(bench.ended->completion.text == "right");
  CHECK(bench.ended->total_us == 3'000'000);
  CHECK(bench.clock.sleepers() == 0);
}

TEST_CASE("a reply that comes later than an attempt may take is none") {
  Bench bench;
  bench.ask("late");
  bench.pass(5s);
  REQUIRE(bench.ended.has_value());
  CHECK(bench.ended->completion.cause == AF_CAUSE_ENDPOINT_TIMEOUT);
}

TEST_CASE("a stop ends an exchange with a direct backend before it begins and while it waits") {
  Bench waits;
  waits.ask("silent");
  waits.stop.request_stop();
  waits.context.poll();
  REQUIRE(waits.ended.has_value());
  CHECK(waits.ended->completion.cause == AF_CAUSE_OPERATOR_CANCELLED);
  Bench before;
  before.stop.request_stop();
  before.ask("silent");
  REQUIRE(before.ended.has_value());
  CHECK(before.ended->completion.cause == AF_CAUSE_OPERATOR_CANCELLED);
}
