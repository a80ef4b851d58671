// SPDX-License-Identifier: MIT
/// 3-SAT formulas: generation, text form, and evaluation.
#pragma once

#include <affine/sdk/random.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sat {

using Clause = std::vector<int>;  ///< signed variable numbers, as in DIMACS: 3 or -3

/// A conjunction of clauses.
struct Formula {
  int variables = 0;  ///< numbered from 1
  std::vector<Clause> clauses;
};

/// Truth values by variable number; index 0 is unused. Nothing means "not said".
using Assignment = std::vector<std::optional<bool>>;

/// A formula that `plant` satisfies, built so that the plant leaves no trace in the signs: a clause
/// agrees with it in 1, 2 or 3 literals with weights 3q, 3q^2, q^3 for q = (sqrt(5)-1)/2, which
/// makes agreeing and disagreeing literals equally frequent.
[[nodiscard]] Formula planted(int variables, int clauses, const std::vector<bool>& plant,
                              affine::Random& random);

/// Clauses of three distinct variables with independent random signs.
[[nodiscard]] Formula uniform(int variables, int clauses, affine::Random& random);

/// Decides with CaDiCaL: a satisfying assignment, or nothing when none exists.
[[nodiscard]] std::optional<std::vector<bool>> decide(const Formula& formula);

/// Whether every clause has a literal that the assignment makes true. The assignment has an entry
/// for each of the formula's variables.
[[nodiscard]] bool satisfies(const Formula& formula, const Assignment& assignment);

/// One line a clause, literals separated by spaces.
[[nodiscard]] std::string write(const Formula& formula);
/// The formula that `write` wrote; nothing for any other text, and for literals of other variables
/// than 1 to `variables`.
[[nodiscard]] std::optional<Formula> read(std::string_view text, int variables);

}  // namespace sat
