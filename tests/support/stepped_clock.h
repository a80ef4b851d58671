// SPDX-License-Identifier: MIT
/// A clock that stands still until a test advances it.
#pragma once

#include "base/clock.h"  // before other parts of Asio

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>

namespace test {

/// One thread: that of the coroutines that sleep.
class SteppedClock : public af::base::Clock {
 public:
  explicit SteppedClock(std::int64_t unix_ms = 1'700'000'000'000) : start_ms_(unix_ms) {}

  [[nodiscard]] std::int64_t unix_ms() const override {
    return start_ms_ + std::chrono::duration_cast<std::chrono::milliseconds>(passed_).count();
  }
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override {
    return std::chrono::steady_clock::time_point(passed_);
  }
  [[nodiscard]] af::base::Awaitable<void> sleep_for(std::chrono::nanoseconds duration,
                                                    std::stop_token stop) override {
    if (duration.count() <= 0 || stop.stop_requested()) co_return;
    namespace asio = af::base::asio;
    // It never expires by itself: `advance` or a stop cancels it.
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             asio::steady_timer::time_point::max());
    const auto place = sleepers_.insert(sleepers_.end(), {passed_ + duration, &timer});
    {
      const std::stop_callback on_stop(stop, [&timer] { timer.cancel(); });
      boost::system::error_code cancelled;
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
    sleepers_.erase(place);
  }

  /// Moves the time on and wakes those whose time has come; they run when their context does.
  void advance(std::chrono::nanoseconds duration) {
    passed_ += duration;
    for (const auto& sleeper : sleepers_) {
      if (sleeper.due <= passed_) sleeper.timer->cancel();
    }
  }
  /// How many coroutines sleep.
  [[nodiscard]] std::size_t sleepers() const { return sleepers_.size(); }

 private:
  struct Sleeper {
    std::chrono::nanoseconds due;
    af::base::asio::steady_timer* timer;
  };
  std::int64_t start_ms_;
  std::chrono::nanoseconds passed_{0};
  std::list<Sleeper> sleepers_;
};

}  // namespace test
