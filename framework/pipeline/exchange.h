/// One exchange with a model: a request, tried again within a bound, and who is to blame if it
/// fails.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "base/async.h"
#include "config/config.h"
#include "net/engine.h"
#include "plugin/backend.h"

namespace af::pipeline {

/// Where a miner's model answers.
struct Route {
  std::shared_ptr<const plugin::Backend> backend;
  std::string base_url;
  bool own_endpoint = false;  ///< the miner's own server, not one that it shares with others
};

struct Exchange {
  plugin::Completion completion;  ///< cause NONE: a whole reply
  std::int64_t attempts = 0;
  bool own_fault = false;  ///< this machine could not even try; nobody else is to blame
  std::int64_t first_byte_us = 0, total_us = 0;  ///< of the last try
  std::chrono::nanoseconds asked{0};             ///< of all tries, waiting included
};

/// Blame on an endpoint of the miner's own: there it could have caused rate limits, refused
/// keys and failing names itself, so that none of them voids a task.
[[nodiscard]] base::Cause attribute(base::Cause cause, bool own_endpoint) noexcept;

/// Whether another try may help.
[[nodiscard]] bool is_transient(base::Cause cause) noexcept;

class Exchanger {
 public:
  Exchanger(net::Engine& engine, const config::PipelineConfig& config)
      : engine_(engine), config_(config) {}

  /// Tries up to `attempts` times and for at most `retry_seconds`; a rate limit uses up only the
  /// clock. A stop gives cause AF_CAUSE_OPERATOR_CANCELLED.
  [[nodiscard]] base::Awaitable<Exchange> run(const Route& route, plugin::ChatRequest request,
                                              std::stop_token stop);

 private:
  [[nodiscard]] base::Awaitable<Exchange> over_http(const Route& route,
                                                    const plugin::ChatRequest& request,
                                                    std::stop_token stop);
  [[nodiscard]] base::Awaitable<Exchange> directly(const Route& route,
                                                   const plugin::ChatRequest& request,
                                                   std::stop_token stop);

  net::Engine& engine_;
  config::PipelineConfig config_;
  std::uint64_t next_ticket_ = 1;
};

}  // namespace af::pipeline
