// SPDX-License-Identifier: MIT
/// A task of sat, decoded: one formula with its plant, or two formulas and whether each has a
/// solution.
#pragma once

#include <affine/sdk/environment_values.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "formula.hpp"

namespace sat {

/// Truth values by variable number; index 0 is unused.
using Values = std::vector<bool>;

/// See the top of this file.
struct Instance {
  std::size_t style = 0;          ///< how its formulas are written; below `styles`
  int variables = 0;              ///< 3 to 1000
  std::vector<Formula> formulas;  ///< one, or two in mixed mode
  Values plant;                   ///< a solution of the planted formula; empty in mixed mode
  std::vector<bool> satisfiable;  ///< of each formula

  /// Whether there are two formulas, each with or without a solution.
  [[nodiscard]] bool mixed() const { return formulas.size() == 2; }
  /// A solution of a formula, if it has one. In mixed mode a solver finds it.
  [[nodiscard]] std::optional<Values> witness(std::size_t formula) const;
};

/// The number of ways to write a formula.
constexpr std::size_t styles = 3;

/// A formula as a model reads it. `style` is below `styles`; it changes nothing of the answer.
[[nodiscard]] std::string print(const Formula& formula, std::size_t style);

/// The bytes of a task.
///
/// Public part:  "sat1 <style> <variables>" and a line break, then one formula; in mixed mode two
///               formulas with the line "--" between them.
/// Private part: planted: the plant as a string of 0 and 1. Mixed: one line a formula, "S" or "U";
/// a
///               solution is not kept, since which one is found depends on the version of the
///               solver.
[[nodiscard]] affine::Task encode(const Instance& instance);

/// The instance of a task. Throws Failure with AF_INVALID_ARGUMENT when the bytes are not such.
[[nodiscard]] Instance decode(const affine::TaskView& task);

}  // namespace sat
