#include "plugin/boundary/contract.h"

#include "base/text.h"

namespace af::plugin {
namespace {

using base::CauseClass;

/// What is wrong, or null.
const char* breach_of(const Verdict& verdict) {
  const CauseClass kind = base::class_of(verdict.cause);
  if (verdict.metrics.size() > max_metrics) return "too many metrics";
  if (!verdict.scored) {
    const bool ours = kind == CauseClass::validator || kind == CauseClass::plugin;
    return ours ? nullptr : "a void verdict needs a cause that is not the miner's";
  }
  // Also false for NaN.
  if (!(verdict.score >= 0.0 && verdict.score <= 1.0)) return "a score outside [0,1]";
  const bool theirs = kind == CauseClass::none || kind == CauseClass::miner;
  return theirs ? nullptr : "a scored verdict with a cause that is not the miner's";
}

const char* breach_of(const Turn& turn, const Standpoint& standpoint) {
  if (turn.verdict)
    return turn.messages.empty() ? breach_of(*turn.verdict) : "messages beside a verdict";
  if (standpoint.ended) return "no verdict";
  if (standpoint.steps >= standpoint.max_turns)
    return "an episode went on beyond its own turn limit";
  return turn.messages.empty() ? "an observation without messages" : nullptr;
}

}  // namespace

base::Result<Turn> keep_contract(Turn turn, const Standpoint& standpoint, const std::string& who) {
  if (const char* why = breach_of(turn, standpoint)) {
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
