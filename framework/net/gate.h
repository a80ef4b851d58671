// SPDX-License-Identifier: MIT
/// How many requests one host gets at once. The limit grows slowly with success and halves on
/// refusals (additive increase, multiplicative decrease). Requests pause as long as the host asks.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace af::net {

/// A pure state machine: the caller passes the time and counts every request. One thread.
class Gate {
 public:
  using Clock = std::chrono::steady_clock;

  /// `most`: the highest limit, which is also the first one; at least 1.
  explicit Gate(std::size_t most) : most_(static_cast<double>(most)), limit_(most_) {}

  /// Whether one more request may start now.
  [[nodiscard]] bool open(Clock::time_point now) const noexcept {
    return now >= paused_until_ && active_ < limit();
  }
  /// How many requests may be in flight now; at least 1.
  [[nodiscard]] std::size_t limit() const noexcept { return static_cast<std::size_t>(limit_); }
  /// The end of the pause that the host asked for; in the past if there is none.
  [[nodiscard]] Clock::time_point paused_until() const noexcept { return paused_until_; }

  /// A request was sent.
  void started() noexcept { ++active_; }
  /// A request ended, whatever its result.
  void ended() noexcept { --active_; }
  /// A normal answer: the limit grows by one per `limit` answers.
  void accepted() noexcept { limit_ = std::min(most_, limit_ + 1.0 / limit_); }
  /// An answer with status 429 or 503. Refusals within 200 ms count once, because they belong to
  /// requests that were in flight together. `retry_after` is the pause the host asked for.
  void refused(Clock::time_point now, std::chrono::milliseconds retry_after) noexcept {
    constexpr std::chrono::milliseconds burst{200};
    if (now - last_refusal_ > burst) limit_ = std::max(1.0, limit_ / 2);
    last_refusal_ = now;
    paused_until_ = std::max(paused_until_, now + retry_after);
  }

 private:
  double most_, limit_;
  std::size_t active_ = 0;
  Clock::time_point paused_until_{}, last_refusal_{};
};

}  // namespace af::net
