// SPDX-License-Identifier: MIT
/// What tasks of deduction are made of: operations on a value, each in English, in Python and in
/// C++.
#pragma once

#include <affine/sdk/random.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace deduction {

using List = std::vector<std::int64_t>;
using Text = std::string;                    ///< small letters
using Grid = std::vector<std::vector<int>>;  ///< digits
using Table = std::vector<std::pair<std::string, std::int64_t>>;
using Value = std::variant<List, Text, Grid, Table>;

struct Operation {
  std::string english;  ///< an instruction, ending with a full stop
  std::string python;   ///< statements that change x, ending with a line break
  std::function<Value(const Value&)> apply;
};

/// Draws an operation on one kind of value.
using Draw = Operation (*)(affine::Random& random);

[[nodiscard]] Operation draw_list_operation(affine::Random& random);
[[nodiscard]] Operation draw_text_operation(affine::Random& random);
[[nodiscard]] Operation draw_grid_operation(affine::Random& random);
[[nodiscard]] Operation draw_table_operation(affine::Random& random);

/// An operation from a function on one alternative of Value.
template <class T, class Function>
Operation on(std::string english, std::string python, Function function) {
  return {std::move(english), std::move(python),
          [function](const Value& value) -> Value { return function(std::get<T>(value)); }};
}

/// Python's: the result has the sign of the divisor.
[[nodiscard]] inline std::int64_t modulo(std::int64_t a, std::int64_t n) {
  return ((a % n) + n) % n;
}

}  // namespace deduction
