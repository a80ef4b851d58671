/// Name resolution on one thread, whatever the number of requests: lookups of one name are merged
/// and kept for some minutes. libcurl's own resolver starts a thread for each lookup.
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

class Resolver {
 public:
  struct Answer {
    std::vector<std::string> addresses;  ///< numeric, IPv6 in brackets; empty on failure
    base::Cause cause = AF_CAUSE_NONE;
    std::string detail;
  };

  Resolver() = default;
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Calls `done` once: at once if the answer is known, else later on the resolver's thread.
  void resolve(const std::string& host, std::function<void(const Answer&)> done);

  /// Whether a host needs no lookup: an address, or "localhost", which libcurl knows itself.
  [[nodiscard]] static bool is_known(const std::string& host);

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
