// SPDX-License-Identifier: MIT
/// Name resolution on one thread, whatever the number of requests. Lookups of one name are merged,
/// answers are kept for 5 minutes and failures for 10 seconds. libcurl's own resolver would start a
/// thread for each lookup.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/cause.h"

namespace af::net {

/// Owns its thread, which starts with the first lookup. The destructor waits for the lookup in hand
/// and drops the others without calling their `done`.
class Resolver {
 public:
  /// The addresses of a host, or why there are none.
  struct Answer {
    std::vector<std::string> addresses;  ///< numeric, IPv6 in brackets; empty on failure
    base::Cause cause = AF_CAUSE_NONE;   ///< why there are no addresses
    std::string detail;                  ///< for people, when `cause` is set
  };

  Resolver() = default;
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Looks a host name up and calls `done` once: at once on this thread if the answer is kept, else
  /// later on the resolver's thread. [any thread]
  void resolve(const std::string& host, std::function<void(const Answer&)> done);

  /// Whether a host needs no lookup: a numeric address, or "localhost", which libcurl resolves.
  [[nodiscard]] static bool needs_no_lookup(const std::string& host);

 private:
  using Clock = std::chrono::steady_clock;
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::string> queue_;
  std::map<std::string, std::vector<std::function<void(const Answer&)>>> waiting_;
  std::map<std::string, std::pair<Answer, Clock::time_point>> known_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace af::net
