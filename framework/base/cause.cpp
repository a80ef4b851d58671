// SPDX-License-Identifier: MIT
#include "base/cause.h"

#include <array>
#include <utility>

namespace af::base {
namespace {

constexpr std::array<std::pair<Cause, std::string_view>, 29> names = {{
    {AF_CAUSE_NONE, "none"},
    {AF_CAUSE_ANSWER_WRONG, "answer_wrong"},
    {AF_CAUSE_ANSWER_MISSING, "answer_missing"},
    {AF_CAUSE_ANSWER_MALFORMED, "answer_malformed"},
    {AF_CAUSE_ANSWER_AMBIGUOUS, "answer_ambiguous"},
    {AF_CAUSE_LENGTH_CUT, "length_cut"},
    {AF_CAUSE_TURN_LIMIT, "turn_limit"},
    {AF_CAUSE_MINER_TIME_LIMIT, "contestant_time_limit"},
    {AF_CAUSE_CONTENT_FILTER, "content_filter"},
    {AF_CAUSE_CONTEXT_OVERFLOW, "context_overflow"},
    {AF_CAUSE_ENDPOINT_REFUSED, "endpoint_refused"},
    {AF_CAUSE_ENDPOINT_5XX, "endpoint_5xx"},
    {AF_CAUSE_ENDPOINT_TIMEOUT, "endpoint_timeout"},
    {AF_CAUSE_ENDPOINT_RESET, "endpoint_reset"},
    {AF_CAUSE_ENDPOINT_REJECTED, "endpoint_rejected"},
    {AF_CAUSE_ENDPOINT_BAD_RESPONSE, "endpoint_bad_response"},
    {AF_CAUSE_ENDPOINT_TOO_LARGE, "endpoint_too_large"},
    {AF_CAUSE_ENDPOINT_REDIRECT, "endpoint_redirect"},
    {AF_CAUSE_ENDPOINT_RATE_LIMITED, "endpoint_rate_limited"},
    {AF_CAUSE_RATE_LIMITED_VALIDATOR, "rate_limited_validator"},
    {AF_CAUSE_SANDBOX_UNAVAILABLE, "sandbox_unavailable"},
    {AF_CAUSE_DATASET_UNAVAILABLE, "dataset_unavailable"},
    {AF_CAUSE_DISK, "disk"},
    {AF_CAUSE_NETWORK, "network"},
    {AF_CAUSE_CONFIG, "config"},
    {AF_CAUSE_PLUGIN_CRASH, "plugin_crash"},
    {AF_CAUSE_PLUGIN_CONTRACT, "plugin_contract"},
    {AF_CAUSE_PLUGIN_DEADLINE, "plugin_deadline"},
    {AF_CAUSE_PLUGIN_MEMORY, "plugin_memory"},
}};
constexpr std::string_view cancelled = "operator_cancelled";

}  // namespace

CauseClass class_of(Cause cause) noexcept {
  switch (cause / 100) {
    case 0:
      return cause == AF_CAUSE_NONE ? CauseClass::none : CauseClass::plugin;
    case 1:
      return CauseClass::miner;
    case 2:
      return CauseClass::endpoint;
    case 3:
      return CauseClass::validator;
    case 5:
      return CauseClass::operator_;
    default:
      return CauseClass::plugin;
  }
}

std::string_view name_of(Cause cause) noexcept {
  for (const auto& [known, name] : names) {
    if (known == cause) return name;
  }
  return cause == AF_CAUSE_OPERATOR_CANCELLED ? cancelled : "unknown";
}

std::optional<Cause> cause_named(std::string_view name) noexcept {
  for (const auto& [cause, known] : names) {
    if (known == name) return cause;
  }
  if (name == cancelled) return AF_CAUSE_OPERATOR_CANCELLED;
  return {};
}

}  // namespace af::base
