// SPDX-License-Identifier: MIT
/// Where a miner's model answers, and who finds that out.
#pragma once

#include <string>

#include "base/async.h"
#include "base/result.h"
#include "chain/chain.h"

namespace af::pipeline {

/// An address of a model. A value: it names its backend, so that it can be sent to another process.
struct Endpoint {
  std::string backend;   ///< id of a configured backend, which speaks the server's protocol
  std::string base_url;  ///< empty for backends that need no server
  bool own = false;      ///< the miner's own server, not one that it shares with other miners
  std::string model{};   ///< the model's name as the server knows it
};

/// Finds the endpoint of a commitment: from the configuration, or from the services that host
/// models.
class EndpointResolver {
 public:
  virtual ~EndpointResolver() = default;

  /// The endpoint, or why the miner cannot be asked: Code::not_found when nothing serves its model,
  /// Code::service when that could not be found out and a later try may succeed. One executor.
  [[nodiscard]] virtual base::Awaitable<base::Result<Endpoint>> resolve(
      const chain::Commitment& commitment) = 0;
};

}  // namespace af::pipeline
