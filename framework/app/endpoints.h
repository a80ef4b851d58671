// SPDX-License-Identifier: MIT
/// Endpoints from the configuration: its miners say which backend serves them, and where.
#pragma once

#include <vector>

#include "config/config.h"
#include "pipeline/endpoint.h"
#include "pipeline/local_executor.h"

namespace af::app {

/// One executor. A later change of the configuration is not seen.
class ConfiguredEndpoints : public pipeline::EndpointResolver {
 public:
  /// The backends of all miners are loaded.
  ConfiguredEndpoints(const std::vector<config::MinerConfig>& miners,
                      const pipeline::Backends& backends);

  base::Awaitable<base::Result<pipeline::Endpoint>> resolve(
      const chain::Commitment& commitment) override;

  /// All addresses that miners are asked at; empty ones are left out.
  [[nodiscard]] std::vector<std::string> urls() const;

 private:
  std::map<std::string, pipeline::Endpoint> endpoints_;  ///< by hotkey, without the model's name
};

}  // namespace af::app
