// SPDX-License-Identifier: MIT
#include "base/workers.h"

#include <optional>
#include <stdexcept>
#include <vector>

#include "support/catch.h"

using af::base::Awaitable;
using af::base::run_workers;
namespace asio = af::base::asio;

namespace {

/// Runs a coroutine on one thread to its end; its exception is thrown here.
void run(Awaitable<void> work) {
  asio::io_context context(1);
  bool ended = false;
  std::exception_ptr failure;
  asio::co_spawn(context, std::move(work), [&](std::exception_ptr error) {
    ended = true;
    failure = error;
  });
  context.run();
  REQUIRE(ended);
  if (failure) std::rethrow_exception(failure);
}

/// Lets every other coroutine that is ready run first.
Awaitable<void> yield() {
  co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
}

}  // namespace

TEST_CASE("workers share the items, and the wait ends after the last of them") {
  int next = 0, started = 0, most_at_once = 0, at_once = 0;
  std::vector<int> done;
  const auto work = [&]() -> Awaitable<void> {
    ++started;
    while (next < 10) {
      const int item = next++;
      most_at_once = std::max(most_at_once, ++at_once);
      co_await yield();
      --at_once;
      done.push_back(item);
    }
  };
  run(run_workers(3, work));
  CHECK(started == 3);
  CHECK(most_at_once == 3);
  CHECK(done == std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("no workers end at once") {
  const auto work = []() -> Awaitable<void> { throw std::logic_error("never called"); };
  run(run_workers(0, work));
}

TEST_CASE("an exception of one worker is thrown after the others have ended") {
  int started = 0, ended = 0;
  const auto work = [&]() -> Awaitable<void> {
    const int number = ++started;
    co_await yield();
    if (number == 1) throw std::runtime_error("the first one fails");
    co_await yield();
    ++ended;
  };
  CHECK_THROWS_WITH(run(run_workers(3, work)), "the first one fails");
  CHECK(ended == 2);
}
