// SPDX-License-Identifier: MIT
/// The rules for what comes from a plugin. They are checked where the plugin runs. When that is a
/// child process the host checks them again: hostile text may have taken the child over.
#pragma once

#include <string>

#include "base/result.h"
#include "plugin/types.h"

namespace af::plugin {

/// Most bytes of a verdict's evidence, most metrics of a verdict, and most bytes of a task's
/// family.
constexpr std::size_t max_evidence_bytes = 4096;
constexpr std::size_t max_metrics = 64;
constexpr std::size_t max_family_bytes = 64;

/// Whether a plugin may report this cause: affine/abi/cause.h lists it.
[[nodiscard]] bool is_known(base::Cause cause) noexcept;
/// Whether a plugin's call may fail with this cause: known, and not the operator's, since a stop is
/// the host's to report.
[[nodiscard]] bool may_fail_with(base::Cause cause) noexcept;
/// The message for a cause that is not known or may not be reported.
[[nodiscard]] std::string unknown_cause(base::Cause cause);

/// The state of an episode when a turn arrives.
struct EpisodeState {
  std::size_t steps = 0;      ///< replies that were delivered
  std::size_t max_turns = 0;  ///< of the descriptor
  bool ended = false;         ///< by the host: only a verdict may follow
};

/// The turn with its texts as UTF-8 and its evidence cut to size; or, when it breaks the contract,
/// an error with cause AF_CAUSE_PLUGIN_CONTRACT that begins with `who`.
[[nodiscard]] base::Result<Turn> keep_contract(Turn turn, const EpisodeState& state,
                                               const std::string& who);

}  // namespace af::plugin
