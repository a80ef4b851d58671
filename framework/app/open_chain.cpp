#include "app/open_chain.h"

#include "chain/local/ledger.h"

namespace af::app {
namespace {

chain::local::Options ledger_options(const config::ChainConfig& config) {
  return {config.file, config.clock == "steps",
          std::chrono::milliseconds(static_cast<std::int64_t>(config.block_seconds * 1000))};
}

}  // namespace

base::Result<std::unique_ptr<chain::Chain>> open_chain(const config::Config& config) {
  auto ledger = chain::local::Ledger::open(ledger_options(config.chain));
  if (!ledger) return ledger.error();
  return std::unique_ptr<chain::Chain>(std::move(*ledger));
}

base::Status seed_ledger(const config::Config& config) {
  auto ledger = chain::local::Ledger::open(ledger_options(config.chain));
  if (!ledger) return ledger.error();
  std::vector<chain::Neuron> neurons;
  for (const auto& miner : config.miners) neurons.push_back({miner.uid, miner.hotkey});
  if (auto status = (*ledger)->keep_only(neurons); !status) return status.error();
  for (const auto& miner : config.miners) {
    if (auto status = (*ledger)->enrol({miner.uid, miner.hotkey}); !status) return status.error();
    const chain::Commitment commitment{miner.hotkey, miner.model, miner.revision, miner.block};
    if (auto status = (*ledger)->commit(commitment); !status) return status.error();
  }
  return base::Done{};
}

}  // namespace af::app
