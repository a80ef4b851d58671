// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <boost/asio/co_spawn.hpp>

namespace af::base {
namespace {

Awaitable<void> wait_and_work(Clock& clock, std::chrono::nanoseconds duration, std::stop_token stop,
                              std::function<void()> work) {
  co_await clock.sleep_for(duration, stop);
  if (!stop.stop_requested()) work();
}

}  // namespace

std::int64_t SystemClock::unix_ms() const {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
}

std::chrono::steady_clock::time_point SystemClock::now() const {
  return std::chrono::steady_clock::now();
}

Awaitable<void> SystemClock::sleep_for(std::chrono::nanoseconds duration, std::stop_token stop) {
  return base::sleep_for(duration, std::move(stop));
}

Timer::Timer(const asio::any_io_executor& executor, Clock& clock, std::chrono::nanoseconds duration,
             std::function<void()> work)
    : stop_(std::stop_source()) {
  asio::co_spawn(executor, wait_and_work(clock, duration, stop_.get_token(), std::move(work)),
                 [](const std::exception_ptr& error) {
                   if (error) std::rethrow_exception(error);
                 });
}

Timer& Timer::operator=(Timer&& other) noexcept {
  stop_.request_stop();
  stop_ = std::move(other.stop_);
  return *this;
}

}  // namespace af::base
