// SPDX-License-Identifier: MIT
/// Reads what a model says about a formula: an assignment, or "UNSAT".
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "formula.hpp"

namespace sat {

struct Unsatisfiable {};
struct Unreadable {
  std::string why;
};
struct Contradiction {
  std::string why;
};
using Answer = std::variant<Assignment, Unsatisfiable, Unreadable, Contradiction>;

/// Strict about meaning, tolerant about form: `x1=True, x2=False`, `X1: 1; x2 = f`, one per line …
/// Text that is neither is Unreadable; the same variable with two values is a Contradiction.
[[nodiscard]] Answer read_answer(std::string_view text, int variables);

/// "x1=True, x2=False, …"
[[nodiscard]] std::string write_answer(const std::vector<bool>& values);

}  // namespace sat
