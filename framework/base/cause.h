// SPDX-License-Identifier: MIT
/// Names and classes of the ABI's causes (see affine/abi/cause.h for what the classes mean).
#pragma once

#include <affine/abi/cause.h>

#include <optional>
#include <string_view>

namespace af::base {

/// A cause by its number in the ABI.
using Cause = AfCause;

/// Who could have caused a failure. affine/abi/cause.h defines the classes.
enum class CauseClass { none, miner, endpoint, validator, plugin, operator_ };

/// The class of a cause: the hundreds of its number. A number outside every class counts as the
/// plugin's, because only a plugin can report it.
[[nodiscard]] CauseClass class_of(Cause cause) noexcept;

/// `cause`, or `fallback` if `cause` is AF_CAUSE_NONE.
[[nodiscard]] constexpr Cause known_or(Cause cause, Cause fallback) noexcept {
  return cause == AF_CAUSE_NONE ? fallback : cause;
}

/// The name in records and output, such as "answer_wrong"; "none" for AF_CAUSE_NONE and "unknown"
/// for a number without a name.
[[nodiscard]] std::string_view name_of(Cause cause) noexcept;
/// The cause with this name; nothing if no cause has it.
[[nodiscard]] std::optional<Cause> cause_named(std::string_view name) noexcept;

}  // namespace af::base
