// SPDX-License-Identifier: MIT
#include "app/open_chain.h"

#include "chain/local/ledger.h"
#include "chain/open.h"

namespace af::app {

base::Result<std::unique_ptr<chain::Chain>> open_chain(const config::ChainConfig& config,
                                                       std::shared_ptr<base::Clock> clock) {
  const std::chrono::duration<double> block_time(config.block_seconds);
  return chain::open_chain(
      {.kind = config.kind,
       .file = config.file,
       .steps = config.clock == "steps",
       .block_time = std::chrono::duration_cast<std::chrono::milliseconds>(block_time)},
      std::move(clock));
}

base::Status seed_ledger(const Runtime& runtime) {
  if (runtime.config.chain.kind != "local") return base::Done{};
  std::vector<chain::local::Miner> miners;
  for (const auto& miner : runtime.config.miners) {
    miners.push_back({.uid = miner.uid,
                      .commitment = {.hotkey = miner.hotkey,
                                     .model = miner.model,
                                     .revision = miner.revision,
                                     .block = miner.block}});
  }
  return chain::local::seed(runtime.config.chain.file, miners, *runtime.clock);
}

base::Status check_for_chain(const Runtime& runtime, const chain::Chain& chain) {
  if (!chain.is_real()) return base::Done{};
  for (const auto& [id, backend] : runtime.backends) {
    if (backend->descriptor().simulation) {
      return base::Error{base::Code::usage,
                         "backend " + id + " invents replies and may not be used on a real chain"};
    }
  }
  if (runtime.config.pipeline.seed.empty()) return base::Done{};
  return base::Error{base::Code::usage,
                     "pipeline.seed makes tasks foreseeable and may not be used on a real chain"};
}

}  // namespace af::app
