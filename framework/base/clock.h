// SPDX-License-Identifier: MIT
/// Time as a dependency: code that waits or measures takes a Clock, so that tests can step it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/async.h"

namespace af::base {

/// Wall time, steady time and waiting. Thread-safe unless an implementation states otherwise.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall time in milliseconds since 1970-01-01 UTC; may jump when the machine's clock is set.
  [[nodiscard]] virtual std::int64_t unix_ms() const = 0;
  /// Never goes back; only differences have a meaning.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
  /// Waits for `duration` of steady time; zero or less returns at once. Returns early when a stop
  /// is requested, which must happen on the coroutine's own thread. The clock outlives the wait.
  [[nodiscard]] virtual Awaitable<void> sleep_for(std::chrono::nanoseconds duration,
                                                  std::stop_token stop) = 0;
};

/// The machine's clocks.
class SystemClock : public Clock {
 public:
  [[nodiscard]] std::int64_t unix_ms() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override;
  [[nodiscard]] Awaitable<void> sleep_for(std::chrono::nanoseconds duration,
                                          std::stop_token stop) override;
};

/// Work that waits for its time. It is called off when its Timer is destroyed or replaced, on the
/// thread of the executor. The default one has no work.
class [[nodiscard]] Timer {
 public:
  Timer() = default;
  /// Calls `work` on `executor` once `duration` has passed. The clock outlives the wait, which may
  /// end a little later than this object.
  Timer(const asio::any_io_executor& executor, Clock& clock, std::chrono::nanoseconds duration,
        std::function<void()> work);
  Timer(Timer&&) noexcept = default;
  Timer& operator=(Timer&& other) noexcept;
  ~Timer() { stop_.request_stop(); }

 private:
  std::stop_source stop_{std::nostopstate};
};

}  // namespace af::base
