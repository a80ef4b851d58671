// SPDX-License-Identifier: MIT
/// Opens the chain that a configuration names.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/clock.h"
#include "chain/chain.h"

namespace af::chain {

/// Which chain to open, and how.
struct ChainOptions {
  std::string kind;            ///< such as "local"
  std::filesystem::path file;  ///< of the local ledger, as are the options below
  /// Blocks pass when something waits for one, so that runs can be repeated; else by the clock.
  bool steps = false;
  std::chrono::milliseconds block_time{0};  ///< by the clock, above 0
};

/// Opens one kind of chain; see open_chain.
using Opener = base::Result<std::unique_ptr<Chain>>(const ChainOptions& options,
                                                    std::shared_ptr<base::Clock> clock);

/// All kinds of chains by name. The folder `kind` of this module is one: it defines
/// `Opener open_kind`.
[[nodiscard]] const std::map<std::string, Opener*>& openers();

/// Opening changes nothing, neither here nor on the chain. Code::not_found when the chain does not
/// exist yet, Code::usage for an unknown kind.
[[nodiscard]] base::Result<std::unique_ptr<Chain>> open_chain(const ChainOptions& options,
                                                              std::shared_ptr<base::Clock> clock);

}  // namespace af::chain
