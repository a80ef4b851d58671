// SPDX-License-Identifier: MIT
/// One exchange with a model: a request, retried within bounds, and who is to blame if it fails.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "base/async.h"
#include "base/clock.h"
#include "net/http_client.h"
#include "plugin/backend.h"

namespace af::pipeline {

/// Where a miner's model answers, with the backend at hand.
struct Route {
  std::shared_ptr<const plugin::Backend> backend;
  std::string base_url;
  bool own_endpoint = false;  ///< the miner's own server, not one that it shares with others
};

/// Bounds of one exchange.
struct ExchangeLimits {
  std::int64_t attempts = 1;                ///< rate limits do not count
  std::chrono::nanoseconds retry{0};        ///< of all attempts, pauses included
  std::chrono::nanoseconds one_attempt{0};  ///< of one attempt; time in the engine's queue is free
};

/// What came of an exchange.
struct Exchange {
  plugin::Completion completion;  ///< cause NONE: a whole reply
  std::int64_t attempts = 0;
  bool own_fault = false;  ///< this machine could not even try; nobody else is to blame
  std::int64_t first_byte_us = 0, total_us = 0;  ///< of the last attempt
  std::chrono::nanoseconds asked{0};             ///< of all attempts, pauses included
};

/// Blame on a miner's own endpoint: there the miner could have caused rate limits, refused keys and
/// failing names itself, so that none of them voids a task. Otherwise `cause` as it is.
[[nodiscard]] base::Cause attribute(base::Cause cause, bool own_endpoint) noexcept;

/// Whether another attempt may help.
[[nodiscard]] bool is_transient(base::Cause cause) noexcept;

/// Asks models. One executor; the client and the clock outlive it.
class Exchanger {
 public:
  /// Borrows the client and the clock.
  Exchanger(net::HttpClient& http, base::Clock& clock, ExchangeLimits limits)
      : http_(http), clock_(clock), limits_(limits) {}

  /// Asks until there is a reply, or the attempts or the time are used up. A stop gives cause
  /// AF_CAUSE_OPERATOR_CANCELLED.
  [[nodiscard]] base::Awaitable<Exchange> run(Route route, plugin::ChatRequest request,
                                              std::stop_token stop);

 private:
  [[nodiscard]] base::Awaitable<Exchange> attempt(const Route& route,
                                                  const plugin::ChatRequest& request,
                                                  std::stop_token stop);
  [[nodiscard]] base::Awaitable<Exchange> over_http(const Route& route,
                                                    const plugin::ChatRequest& request,
                                                    std::stop_token stop);
  [[nodiscard]] base::Awaitable<Exchange> directly(const Route& route,
                                                   const plugin::ChatRequest& request,
                                                   std::stop_token stop);

  net::HttpClient& http_;
  base::Clock& clock_;
  ExchangeLimits limits_;
  std::uint64_t next_ticket_ = 1;
};

}  // namespace af::pipeline
