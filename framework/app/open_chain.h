// SPDX-License-Identifier: MIT
/// The configured chain.
#pragma once

#include <memory>

#include "app/runtime.h"
#include "base/clock.h"
#include "chain/chain.h"
#include "config/config.h"

namespace af::app {

/// Opens the chain that the configuration names, changing nothing. Code::not_found when it does not
/// exist yet.
[[nodiscard]] base::Result<std::unique_ptr<chain::Chain>> open_chain(
    const config::ChainConfig& config, std::shared_ptr<base::Clock> clock);

/// Makes the local ledger's neurons and commitments those of the configuration, creating it if need
/// be. Only a validator does so; other chains have their own.
[[nodiscard]] base::Status seed_ledger(const Runtime& runtime);

/// Refuses on a real chain what would give away the tasks or invent replies.
[[nodiscard]] base::Status check_for_chain(const Runtime& runtime, const chain::Chain& chain);

}  // namespace af::app
