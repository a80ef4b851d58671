// SPDX-License-Identifier: MIT
/// Plays rollouts in this process, with the plugins and the HTTP client that it is given.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "pipeline/environments.h"
#include "pipeline/exchange.h"
#include "pipeline/request.h"
#include "pipeline/task_cache.h"
#include "plugin/backend.h"

namespace af::pipeline {

using Backends = std::map<std::string, std::shared_ptr<const plugin::Backend>>;  ///< by id

/// One executor. What the maps hold is shared; the client and the clock outlive it.
class LocalExecutor : public RolloutExecutor {
 public:
  /// Shares the plugins, borrows the client and the clock.
  LocalExecutor(Environments environments, Backends backends, net::HttpClient& http,
                base::Clock& clock, ExchangeLimits limits);

  base::Awaitable<void> prepare(const RolloutRequest& request) override;
  base::Awaitable<std::optional<RolloutResult>> run(RolloutRequest request,
                                                    std::stop_token stop) override;

 private:
  /// The environment that a request names; null when there is none of that version and options.
  [[nodiscard]] plugin::Environment* find(const RolloutRequest& request) const;

  Environments environments_;
  std::map<std::string, base::Digest> options_;  ///< digests of the environments' options
  Backends backends_;
  TaskCache tasks_;
  Exchanger exchanger_;
};

}  // namespace af::pipeline
