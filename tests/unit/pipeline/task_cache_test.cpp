// SPDX-License-Identifier: MIT
#include "pipeline/task_cache.h"

#include <set>

#include "base/workers.h"
#include "support/catch.h"
#include "support/run.h"

using namespace af::pipeline;
using af::base::Awaitable;
using af::base::Result;
using af::base::Seed;

namespace {

/// Makes tasks of a chosen size and counts them.
class CountingEnvironment : public af::plugin::Environment {
 public:
  explicit CountingEnvironment(std::size_t bytes) : bytes_(bytes) {}
  const af::plugin::EnvironmentDescriptor& descriptor() const noexcept override {
    return descriptor_;
  }
  Awaitable<Result<af::plugin::Task>> make_task(std::uint32_t level, Seed seed) override {
    ++made;
    const auto executor = co_await af::base::asio::this_coro::executor;
    co_await af::base::asio::post(executor, af::base::asio::use_awaitable);
    if (level == 9) co_return af::base::Error{af::base::Code::plugin, "no such level"};
    af::plugin::Task task;
    task.public_part = std::string(bytes_, static_cast<char>('a' + level));
    task.private_part = af::base::hex(seed);
    co_return task;
  }
  std::unique_ptr<af::plugin::Episode> open(std::shared_ptr<const af::plugin::Task>) override {
    return nullptr;
  }
  const std::string& options() const noexcept override { return options_; }

  int made = 0;

 private:
  std::size_t bytes_;
  af::plugin::EnvironmentDescriptor descriptor_;
  std::string options_ = "{}";
};

Seed seed_number(std::uint8_t n) {
  Seed seed{};
  seed[0] = n;
  return seed;
}

}  // namespace

TEST_CASE("many callers at once get one task, made once") {
  CountingEnvironment environment(10);
  TaskCache cache(1 << 20);
  std::set<const MadeTask*> seen;
  test::result_of([&]() -> Awaitable<bool> {
    const auto ask = [&]() -> Awaitable<void> {
      seen.insert((co_await cache.get("e", environment, 1, seed_number(1))).get());
    };
    co_await af::base::run_workers(8, ask);
    co_return true;
  }());
  CHECK(environment.made == 1);
  CHECK(seen.size() == 1);
}

TEST_CASE("environment, level and seed tell tasks apart") {
  CountingEnvironment environment(10);
  TaskCache cache(1 << 20);
  test::result_of([&]() -> Awaitable<bool> {
    const auto one = co_await cache.get("e", environment, 1, seed_number(1));
    const auto other_seed = co_await cache.get("e", environment, 1, seed_number(2));
    const auto other_level = co_await cache.get("e", environment, 2, seed_number(1));
    co_await cache.get("f", environment, 1, seed_number(1));
    CHECK(one->digest != other_seed->digest);
    CHECK(one->digest != other_level->digest);
    CHECK(one->digest.size() == 64);
    co_return true;
  }());
  CHECK(environment.made == 4);
}

TEST_CASE("what was used longest ago is forgotten, and made again with the same bytes") {
  CountingEnvironment environment(1000);
  TaskCache cache(4000);
  test::result_of([&]() -> Awaitable<bool> {
    const auto first = co_await cache.get("e", environment, 1, seed_number(1));
    co_await cache.get("e", environment, 1, seed_number(2));
    co_await cache.get("e", environment, 1, seed_number(1));
    co_await cache.get("e", environment, 1, seed_number(3));
    CHECK(environment.made == 3);
    co_await cache.get("e", environment, 1, seed_number(1));
    CHECK(environment.made == 3);
    co_await cache.get("e", environment, 1, seed_number(2));
    CHECK(environment.made == 4);
    const auto again = co_await cache.get("e", environment, 1, seed_number(1));
    CHECK(again->digest == first->digest);
    co_return true;
  }());
}

TEST_CASE("a failure is kept like a task") {
  CountingEnvironment environment(10);
  TaskCache cache(1 << 20);
  test::result_of([&]() -> Awaitable<bool> {
    for (int i = 0; i < 2; ++i) {
      const auto made = co_await cache.get("e", environment, 9, seed_number(1));
      CHECK_FALSE(made->task);
      CHECK(made->digest.empty());
    }
    co_return true;
  }());
  CHECK(environment.made == 1);
}
