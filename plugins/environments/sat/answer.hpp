// SPDX-License-Identifier: MIT
/// Reads what a model says about a formula: an assignment, or "UNSAT".
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "formula.hpp"

namespace sat {

/// The answer "UNSAT".
struct Unsatisfiable {};
/// Neither an assignment nor "UNSAT".
struct Unreadable {
  std::string why;  ///< for people
};
/// An assignment that gives a variable two values.
struct Contradiction {
  std::string why;  ///< for people
};
/// What an answer says.
using Answer = std::variant<Assignment, Unsatisfiable, Unreadable, Contradiction>;

/// Strict about meaning, tolerant about form: `x1=True, x2=False`, `X1: 1; x2 = f`, one per line …
/// Text that is neither is Unreadable; the same variable with two values is a Contradiction.
/// Variables are numbered from 1 to `variables`; those that the text leaves out have no value.
[[nodiscard]] Answer read_answer(std::string_view text, int variables);

/// "x1=True, x2=False, …"; index 0 of `values` is unused.
[[nodiscard]] std::string write_answer(const std::vector<bool>& values);

}  // namespace sat
