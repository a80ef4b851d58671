// SPDX-License-Identifier: MIT
/// The submitter with a real record and a chain that answers as the test says.
#include "pipeline/submitter.h"

#include <deque>

#include "store/open.h"
#include "support/catch.h"
#include "support/run.h"
#include "support/temp.h"

using namespace af;
using base::Awaitable;
using base::Code;
using base::Error;
using base::Result;
using S = store::SubmissionState;
using Shown = chain::Confirmation::State;

namespace {

/// A clock whose waits end at once; it counts them.
class NeverWaitingClock : public base::Clock {
 public:
  [[nodiscard]] std::int64_t unix_ms() const override { return 1'700'000'000'000 + waits; }
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override { return {}; }
  [[nodiscard]] Awaitable<void> sleep_for(std::chrono::nanoseconds, std::stop_token) override {
    ++waits;
    if (on_wait) on_wait();
    co_return;
  }
  int waits = 0;
  std::function<void()> on_wait;
};

/// Answers what its queues hold; an empty queue means that all is well.
class ScriptedChain : public chain::Chain {
 public:
  std::vector<chain::Neuron> neurons = {{0, "alice"}, {1, "bob"}};
  std::deque<Error> submit_errors, confirm_errors;
  std::deque<Shown> shown;
  std::vector<chain::Weights> sent;
  std::vector<chain::Receipt> asked;

  Awaitable<Result<chain::Block>> head() override { co_return chain::Block{7, "07"}; }
  Awaitable<base::Status> wait_for(std::int64_t, std::stop_token) override {
    co_return base::Done{};
  }
  Awaitable<Result<std::vector<chain::Neuron>>> metagraph() override { co_return neurons; }
  Awaitable<Result<std::vector<chain::Commitment>>> commitments() override {
    co_return std::vector<chain::Commitment>{};
  }
  Awaitable<Result<chain::Receipt>> submit(chain::Weights weights) override {
    if (!submit_errors.empty()) co_return take(submit_errors);
    sent.push_back(std::move(weights));
    const auto nonce = static_cast<std::int64_t>(sent.size());
    co_return chain::Receipt{"bytes", "hash", nonce, 7, 64};
  }
  Awaitable<Result<chain::Confirmation>> confirm(chain::Receipt receipt) override {
    asked.push_back(receipt);
    if (!confirm_errors.empty()) co_return take(confirm_errors);
    const Shown state = shown.empty() ? Shown::confirmed : take(shown);
    co_return chain::Confirmation{state, 9};
  }
  [[nodiscard]] bool is_real() const noexcept override { return false; }

 private:
  template <class T>
  static T take(std::deque<T>& queue) {
    T first = std::move(queue.front());
    queue.pop_front();
    return first;
  }
};

/// A record whose window 1 is closed: alice earned 60, bob 40, and carol, who may be gone, 1.
struct Bench {
  test::TempFolder folder;
  std::unique_ptr<store::Store> record;
  std::unique_ptr<store::Reader> reader;
  ScriptedChain chain;
  NeverWaitingClock clock;
  std::stop_source stop;

  Bench() {
    record = *store::open_store(folder.file("a.db"), base::silent_log());
    reader = *store::open_reader(folder.file("a.db"));
    store::Window window;
    window.number = 1;
    window.plan = "{}";
    window.secret = "secret";
    REQUIRE(test::result_of(record->open_window(window)).ok());
    window.closed = true;
    const std::vector<store::Weight> weights = {
        {1, 0, 60, "alice"}, {1, 1, 40, "bob"}, {1, 2, 1, "carol"}};
    const auto closed =
        test::result_of(record->close_window(window, {}, weights, {1, "rule", "{}"}));
    if (!closed) FAIL(closed.error().message);
  }

  /// As a fresh run of the program would.
  bool submit() {
    pipeline::Submitter submitter(chain, *record, *reader, clock, base::silent_log());
    const bool done = test::result_of(submitter.submit(1, stop.get_token()));
    const auto confirmed = submitter.is_confirmed(1);
    REQUIRE(confirmed.ok());
    CHECK(*confirmed == done);
    return done;
  }
  [[nodiscard]] store::Submission newest() {
    const auto found = reader->submission(1);
    REQUIRE((found.ok() && *found));
    return **found;
  }
};

Error outage() { return {Code::service, "the chain is away"}; }

}  // namespace

TEST_CASE("weights of those who are still registered are sent once and confirmed") {
  Bench bench;
  CHECK(bench.submit());
  REQUIRE(bench.chain.sent.size() == 1);
  CHECK(bench.chain.sent[0] == chain::Weights{{0, 60}, {1, 40}});
  CHECK(bench.newest().state == S::confirmed);
  CHECK(bench.newest().block == 9);
  CHECK(bench.newest().bytes == "bytes");
}

TEST_CASE("a uid that changed hands gets nothing, and nobody left means no submission") {
  Bench bench;
  bench.chain.neurons = {{0, "mallory"}, {1, "bob"}};
  CHECK(bench.submit());
  CHECK(bench.chain.sent[0] == chain::Weights{{1, 40}});
  Bench empty;
  empty.chain.neurons = {{0, "mallory"}, {1, "trudy"}};
  CHECK_FALSE(empty.submit());
  CHECK(empty.chain.sent.empty());
  CHECK(empty.clock.waits == 0);  // waiting does not help
}

TEST_CASE("an outage is waited out, five times at most, without a second submission") {
  Bench bench;
  bench.chain.submit_errors = {outage(), outage()};
  bench.chain.confirm_errors = {outage(), outage()};
  CHECK(bench.submit());
  CHECK(bench.clock.waits == 4);
  CHECK(bench.chain.sent.size() == 1);
  Bench away;
  away.chain.submit_errors.assign(9, outage());
  CHECK_FALSE(away.submit());
  CHECK(away.chain.submit_errors.size() == 4);
  CHECK(away.newest().state == S::planned);
}

TEST_CASE("a later run confirms what an earlier one sent, and does not send it again") {
  Bench bench;
  bench.chain.confirm_errors.assign(5, outage());
  CHECK_FALSE(bench.submit());
  CHECK(bench.newest().state == S::sent);
  CHECK(bench.submit());
  CHECK(bench.chain.sent.size() == 1);
  CHECK(bench.chain.asked.back().nonce == 1);
  CHECK(bench.chain.asked.back().valid_until == 64);
}

TEST_CASE("lost weights are recorded as failed and sent again") {
  Bench bench;
  bench.chain.shown = {Shown::pending, Shown::lost, Shown::pending, Shown::confirmed};
  CHECK(bench.submit());
  CHECK(bench.chain.sent.size() == 2);
  CHECK(bench.newest().nonce == 2);
  CHECK(bench.newest().state == S::confirmed);
}

TEST_CASE("a stop ends the wait for a confirmation and leaves the submission sent") {
  Bench bench;
  bench.chain.shown.assign(100, Shown::pending);
  bench.clock.on_wait = [&] {
    if (bench.clock.waits == 3) bench.stop.request_stop();
  };
  CHECK_FALSE(bench.submit());
  CHECK(bench.chain.asked.size() == 4);
  CHECK(bench.newest().state == S::sent);
}
