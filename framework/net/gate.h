/// How much one host is asked at once: a limit that grows slowly with success and halves on
/// refusals (additive increase, multiplicative decrease), and pauses as the host wishes.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace af::net {

class Gate {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Gate(std::size_t most) : most_(static_cast<double>(most)), limit_(most_) {}

  /// Whether one more request may start now.
  [[nodiscard]] bool open(Clock::time_point now) const noexcept {
    return now >= paused_until_ && active_ < limit();
  }
  [[nodiscard]] std::size_t limit() const noexcept { return static_cast<std::size_t>(limit_); }
  [[nodiscard]] std::size_t active() const noexcept { return active_; }
  [[nodiscard]] Clock::time_point paused_until() const noexcept { return paused_until_; }

  void started() noexcept { ++active_; }
  void ended() noexcept { --active_; }
  /// A normal answer: one more slot per `limit` answers.
  void accepted() noexcept { limit_ = std::min(most_, limit_ + 1.0 / limit_); }
  /// 429 or 503. A burst of refusals counts once: those that were in flight already say nothing
  /// new.
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
