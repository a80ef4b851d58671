// SPDX-License-Identifier: MIT
#include "base/async.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

namespace af::base {

Awaitable<void> sleep_for(std::chrono::nanoseconds duration, std::stop_token stop) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, duration);
  const std::stop_callback on_stop(stop, [&timer] { timer.cancel(); });
  if (stop.stop_requested()) co_return;
  boost::system::error_code cancelled;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

Awaitable<Semaphore::Permit> Semaphore::acquire() {
  if (permits_ > 0) {
    --permits_;
  } else {
    co_await await_callback<bool>(
        [this](std::function<void(bool)> resume) { waiting_.push_back(std::move(resume)); });
  }
  co_return Permit(*this);
}

/// To the first coroutine that waits, if there is one.
void Semaphore::release() {
  if (waiting_.empty()) {
    ++permits_;
    return;
  }
  const auto resume = std::move(waiting_.front());
  waiting_.pop_front();
  resume(true);
}

}  // namespace af::base
