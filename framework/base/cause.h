/// Names and classes of the ABI's causes (see affine/abi/cause.h for what the classes mean).
#pragma once

#include <affine/abi/cause.h>

#include <optional>
#include <string_view>

namespace af::base {

using Cause = AfCause;

enum class CauseClass { none, miner, endpoint, validator, plugin, operator_ };

/// Causes are numbered by class; an unknown number belongs to the plugin that made it up.
[[nodiscard]] CauseClass class_of(Cause cause) noexcept;

/// `cause`, or `fallback` where none is known.
[[nodiscard]] constexpr Cause known_or(Cause cause, Cause fallback) noexcept {
  return cause == AF_CAUSE_NONE ? fallback : cause;
}

/// Such as "answer_wrong"; "none" for AF_CAUSE_NONE and "unknown" for a number without a name.
[[nodiscard]] std::string_view name_of(Cause cause) noexcept;
[[nodiscard]] std::optional<Cause> cause_named(std::string_view name) noexcept;

}  // namespace af::base
