/// Opens the configured chain.
#pragma once

#include <memory>

#include "chain/chain.h"
#include "config/config.h"

namespace af::app {

/// The chain that the configuration names. Opening changes nothing.
[[nodiscard]] base::Result<std::unique_ptr<chain::Chain>> open_chain(const config::Config& config);

/// Puts the configured miners on the local ledger, creating it if need be, and takes others off.
/// Only a validator does so; nothing to do on a real chain.
[[nodiscard]] base::Status seed_ledger(const config::Config& config);

}  // namespace af::app
