// SPDX-License-Identifier: MIT
#include "plugin/boundary/contract.h"

#include "base/text.h"

namespace af::plugin {
namespace {

using base::CauseClass;

/// The rule that is broken; empty if none.
std::string breach_of(const Verdict& verdict) {
  if (!is_known(verdict.cause)) return unknown_cause(verdict.cause);
  const CauseClass kind = base::class_of(verdict.cause);
  if (verdict.metrics.size() > max_metrics) return "too many metrics";
  if (!verdict.scored) {
    const bool ours = kind == CauseClass::validator || kind == CauseClass::plugin;
    return ours ? "" : "a void verdict needs a cause that is not the miner's";
  }
  // Also false for NaN.
  if (!(verdict.score >= 0.0 && verdict.score <= 1.0)) return "a score outside [0,1]";
  const bool theirs = kind == CauseClass::none || kind == CauseClass::miner;
  return theirs ? "" : "a scored verdict with a cause that is not the miner's";
}

bool is_known_role(AfRole role) { return role >= AF_ROLE_SYSTEM && role <= AF_ROLE_TOOL; }

std::string breach_of(const Turn& turn, const EpisodeState& state) {
  if (turn.verdict)
    return turn.messages.empty() ? breach_of(*turn.verdict) : "messages beside a verdict";
  if (state.ended) return "no verdict";
  if (state.steps >= state.max_turns) return "an episode went on beyond its own turn limit";
  for (const auto& message : turn.messages) {
    if (!is_known_role(message.role)) {
      return "a message with the unknown role " + std::to_string(message.role);
    }
  }
  return turn.messages.empty() ? "an observation without messages" : "";
}

}  // namespace

bool is_known(base::Cause cause) noexcept { return base::name_of(cause) != "unknown"; }

bool may_fail_with(base::Cause cause) noexcept {
  return is_known(cause) && base::class_of(cause) != CauseClass::operator_;
}

std::string unknown_cause(base::Cause cause) {
  return "reported the cause " + std::to_string(cause) + ", which is none that it may report";
}

base::Result<Turn> keep_contract(Turn turn, const EpisodeState& state, const std::string& who) {
  if (const std::string why = breach_of(turn, state); !why.empty()) {
    return base::Error{base::Code::plugin, who + ": " + why, AF_CAUSE_PLUGIN_CONTRACT};
  }
  for (auto& message : turn.messages) {
    if (!base::is_utf8(message.text)) message.text = base::to_utf8(message.text);
  }
  if (turn.verdict) {
    constexpr std::size_t ellipsis = 3;
    turn.verdict->evidence =
        base::shortened(base::to_utf8(turn.verdict->evidence), max_evidence_bytes - ellipsis);
  }
  return turn;
}

}  // namespace af::plugin
