// SPDX-License-Identifier: MIT
/// Counts the recent failures of a plugin's process.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace af::plugin {

/// Failures within a sliding period. Reads no clock: the caller gives the time, which never goes
/// back.
class FailureWindow {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `allowed` failures within `period` are too many.
  FailureWindow(std::int64_t allowed, std::chrono::seconds period)
      : allowed_(static_cast<std::size_t>(allowed)), period_(period) {}

  /// Counts a failure.
  void add(Time now) { failures_.push_back(now); }
  /// Takes back the last failure, if there is one.
  void take_back() {
    if (!failures_.empty()) failures_.pop_back();
  }
  /// The failures within the period that ends now.
  [[nodiscard]] std::size_t count(Time now) {
    while (!failures_.empty() && now - failures_.front() > period_) failures_.pop_front();
    return failures_.size();
  }
  /// Whether there are too many.
  [[nodiscard]] bool exceeded(Time now) { return count(now) >= allowed_; }
  /// Forgets all.
  void clear() { failures_.clear(); }

 private:
  std::size_t allowed_;
  std::chrono::seconds period_;
  std::deque<Time> failures_;
};

}  // namespace af::plugin
