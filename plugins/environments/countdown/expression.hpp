// SPDX-License-Identifier: MIT
/// Arithmetic expressions over whole numbers with exact rational values. Reads hostile text:
/// length, depth and the size of numbers are limited, and nothing is evaluated but + - * / and
/// brackets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace countdown {

/// A fraction in lowest terms with a positive denominator.
struct Rational {
  std::int64_t numerator = 0, denominator = 1;
  friend bool operator==(const Rational&, const Rational&) = default;
};

/// a op b for op + - * /; nothing when it divides by zero or leaves 64 bits.
[[nodiscard]] std::optional<Rational> combine(char op, const Rational& a, const Rational& b);

/// An expression with a value.
struct Evaluated {
  Rational value;
  std::vector<std::int64_t> numbers;  ///< the literals, in order
};
/// A text that is no expression, or one without a value.
struct Malformed {
  std::string why;  ///< for people
};

/// Longer and deeper texts are Malformed. Depth counts brackets and signs inside each other.
constexpr std::size_t max_expression_bytes = 1000;
constexpr int max_expression_depth = 50;

/// Reads and evaluates. Accepts × · ÷ − : as operators, and white space anywhere between tokens.
/// Division by zero and values beyond 64 bits are Malformed.
[[nodiscard]] std::variant<Evaluated, Malformed> evaluate(std::string_view text);

}  // namespace countdown
