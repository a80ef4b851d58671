// SPDX-License-Identifier: MIT
#include "base/clock.h"

namespace af::base {

std::int64_t SystemClock::unix_ms() const {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
}

std::chrono::steady_clock::time_point SystemClock::now() const {
  return std::chrono::steady_clock::now();
}

Awaitable<void> SystemClock::sleep_for(std::chrono::nanoseconds duration, std::stop_token stop) {
  co_await base::sleep_for(duration, std::move(stop));
}

}  // namespace af::base
