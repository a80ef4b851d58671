// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include "support/catch.h"
#include "support/run.h"
#include "support/stepped_clock.h"

using namespace std::chrono_literals;

TEST_CASE("a stepped clock wakes those whose time has come, and those who are stopped") {
  boost::asio::io_context context(1);
  test::SteppedClock clock(1000);
  std::stop_source stop;
  std::string order;
  const auto sleeper = [&](std::chrono::nanoseconds duration, std::stop_token token,
                           char name) -> af::base::Awaitable<void> {
    co_await clock.sleep_for(duration, std::move(token));
    order += name;
  };
  co_spawn(context, sleeper(2s, {}, 'b'), boost::asio::detached);
  co_spawn(context, sleeper(1s, {}, 'a'), boost::asio::detached);
  co_spawn(context, sleeper(9s, stop.get_token(), 'c'), boost::asio::detached);
  co_spawn(context, sleeper(0s, {}, '0'), boost::asio::detached);
  context.poll();
  CHECK(order == "0");
  CHECK(clock.sleepers() == 3);
  clock.advance(1s);
  context.poll();
  CHECK(order == "0a");
  clock.advance(999ms);
  context.poll();
  CHECK(order == "0a");
  clock.advance(1ms);
  context.poll();
  CHECK(order == "0ab");
  CHECK(clock.unix_ms() == 3000);
  stop.request_stop();
  context.run();
  CHECK(order == "0abc");
}

TEST_CASE(
    "the system's clock sleeps at least as long as it is asked to, and no longer when stopped") {
  boost::asio::io_context context(1);
  af::base::SystemClock clock;
  const auto begun = clock.now();
  co_spawn(context, clock.sleep_for(2ms, {}), boost::asio::detached);
  context.run();
  CHECK(clock.now() - begun >= 2ms);
  context.restart();
  std::stop_source stop;
  stop.request_stop();
  co_spawn(context, clock.sleep_for(24h, stop.get_token()), boost::asio::detached);
  context.run();
  CHECK(clock.unix_ms() > 1'700'000'000'000);
}

TEST_CASE("a timer's work is done once its time has come, unless the timer has gone by then") {
  boost::asio::io_context context(1);
  test::SteppedClock clock;
  const auto executor = context.get_executor();
  std::string done;
  const af::base::Timer kept(executor, clock, 2s, [&] { done += 'a'; });
  af::base::Timer replaced(executor, clock, 1s, [&] { done += 'b'; });
  {
    const af::base::Timer destroyed(executor, clock, 1s, [&] { done += 'c'; });
    context.poll();
  }
  replaced = af::base::Timer(executor, clock, 1s, [&] { done += 'd'; });
  context.poll();
  af::base::Timer moved = std::move(replaced);
  clock.advance(1s);
  context.poll();
  CHECK(done == "d");
  clock.advance(999ms);
  context.poll();
  CHECK(done == "d");
  clock.advance(1ms);
  context.run();
  CHECK(done == "da");
}

TEST_CASE("permits are given in the order in which they are asked for, and given back") {
  boost::asio::io_context context(1);
  af::base::Semaphore semaphore(1);
  test::SteppedClock clock;
  std::string order;
  const auto holder = [&](char name) -> af::base::Awaitable<void> {
    const auto permit = co_await semaphore.acquire();
    order += name;
    co_await clock.sleep_for(1s, {});
  };
  for (const char name : {'a', 'b', 'c'}) {
    co_spawn(context, holder(name), boost::asio::detached);
  }
  for (const char* expected : {"a", "ab", "abc", "abc"}) {
    context.poll();
    CHECK(order == expected);
    clock.advance(1s);
  }
}
