// SPDX-License-Identifier: MIT
#include "app/endpoints.h"

namespace af::app {

ConfiguredEndpoints::ConfiguredEndpoints(const std::vector<config::MinerConfig>& miners,
                                         const pipeline::Backends& backends) {
  for (const auto& miner : miners) {
    const bool own = !miner.base_url.empty();
    const std::string& url = own ? miner.base_url : backends.at(miner.backend)->base_url();
    endpoints_[miner.hotkey] = {.backend = miner.backend, .base_url = url, .own = own};
  }
}

base::Awaitable<base::Result<pipeline::Endpoint>> ConfiguredEndpoints::resolve(
    const chain::Commitment& commitment) {
  const auto found = endpoints_.find(commitment.hotkey);
  if (found == endpoints_.end()) {
    co_return base::Error{base::Code::not_found, "no backend serves it"};
  }
  pipeline::Endpoint endpoint = found->second;
  endpoint.model = commitment.model;
  co_return endpoint;
}

std::vector<std::string> ConfiguredEndpoints::urls() const {
  std::vector<std::string> urls;
  for (const auto& [hotkey, endpoint] : endpoints_) {
    if (!endpoint.base_url.empty()) urls.push_back(endpoint.base_url);
  }
  return urls;
}

}  // namespace af::app
