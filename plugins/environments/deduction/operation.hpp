// SPDX-License-Identifier: MIT
/// What tasks of deduction are made of: operations on a value, each in English, in Python and in
/// C++.
#pragma once

#include <affine/sdk/random.hpp>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "grading/fill.hpp"

namespace deduction {

/// The alternatives of Value: what a program of this environment works on.
using Integer = std::int64_t;
using List = std::vector<Integer>;                           ///< numbers
using Text = std::string;                                    ///< small letters
using Grid = std::vector<std::vector<int>>;                  ///< digits
using Table = std::vector<std::pair<std::string, Integer>>;  ///< names and numbers
/// What x is before and after a step.
using Value = std::variant<List, Text, Grid, Table>;

/// One step of a specification.
struct Operation {
  std::string english;  ///< an instruction, ending with a full stop
  std::string python;   ///< statements that change x, ending with a line break
  /// The same in C++. Throws std::bad_variant_access on a value of another kind.
  std::function<Value(const Value&)> apply;
};

/// Draws an operation on one kind of value.
using Draw = Operation (*)(affine::Random& random);

/// An operation on lists, with numbers of its own.
[[nodiscard]] Operation draw_list_operation(affine::Random& random);
/// An operation on texts, with numbers of its own.
[[nodiscard]] Operation draw_text_operation(affine::Random& random);
/// An operation on grids, with numbers of its own.
[[nodiscard]] Operation draw_grid_operation(affine::Random& random);
/// An operation on tables, with numbers of its own.
[[nodiscard]] Operation draw_table_operation(affine::Random& random);

/// An operation on one alternative of Value. Both texts are patterns of grading/fill.hpp; each
/// placeholder occurs in at least one of them. Python of one line needs no line break at its end.
template <class T, class Function>
Operation on(std::string_view english, std::string_view python,
             std::initializer_list<grading::Placeholder> placeholders, Function function) {
  // Filled as one text, since a placeholder may be missing in one of the two.
  std::string filled =
      grading::fill(std::string(python) + '\0' + std::string(english), placeholders);
  const std::size_t cut = filled.find('\0');
  std::string source = filled.substr(0, cut);
  if (!source.ends_with('\n')) source += '\n';
  return {filled.substr(cut + 1), std::move(source),
          [function](const Value& value) -> Value { return function(std::get<T>(value)); }};
}

/// Python's: the result has the sign of the divisor.
[[nodiscard]] inline Integer modulo(Integer a, Integer n) { return ((a % n) + n) % n; }

}  // namespace deduction
