/// What a turn must keep to, whoever made it. It is checked where the plugin runs, and once more by
/// the host when that is a child process: the text that a child reads may have taken it over.
#pragma once

#include <string>

#include "base/result.h"
#include "plugin/types.h"

namespace af::plugin {

constexpr std::size_t max_evidence_bytes = 4096;
constexpr std::size_t max_metrics = 64;

/// Where an episode stands when a turn arrives.
struct Standpoint {
  std::size_t steps = 0;      ///< replies that were delivered
  std::size_t max_turns = 0;  ///< of the descriptor
  bool ended = false;         ///< by the host: only a verdict may follow
};

/// The turn with its texts as UTF-8 and its evidence cut to size; or, when it breaks the contract,
/// an error with cause AF_CAUSE_PLUGIN_CONTRACT that begins with `who`.
[[nodiscard]] base::Result<Turn> keep_contract(Turn turn, const Standpoint& standpoint,
                                               const std::string& who);

}  // namespace af::plugin
