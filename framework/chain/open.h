// SPDX-License-Identifier: MIT
/// Opens the chain that a configuration names.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "chain/chain.h"

namespace af::chain {

struct ChainOptions {
  std::string kind = "local";
  // Of the local ledger:
  std::filesystem::path file;
  /// Blocks pass when something waits for one, so that runs can be repeated; else by the clock.
  bool steps = false;
  std::chrono::milliseconds block_time{12'000};
};

/// Opening changes nothing, neither here nor on the chain. Code::not_found when the chain does not
/// exist yet, Code::usage for an unknown kind.
[[nodiscard]] base::Result<std::unique_ptr<Chain>> open_chain(const ChainOptions& options,
                                                              std::shared_ptr<base::Clock> clock);

}  // namespace af::chain
