// SPDX-License-Identifier: MIT
#include "expression.hpp"

#include <array>
#include <numeric>
#include <utility>

namespace countdown {
namespace {

__extension__ using Wide = __int128;

/// Thrown inside the parser only; `evaluate` turns it into Malformed.
struct SyntaxError {
  std::string why;
};

Rational reduced(Wide numerator, Wide denominator) {
  if (denominator == 0) throw SyntaxError{"division by zero"};
  if (denominator < 0) numerator = -numerator, denominator = -denominator;
  Wide a = numerator < 0 ? -numerator : numerator, b = denominator;
  while (b != 0) a = std::exchange(b, a % b);
  numerator /= a, denominator /= a;
  constexpr Wide limit = INT64_MAX;
  if (numerator > limit || numerator < -limit || denominator > limit) {
    throw SyntaxError{"a value is too large"};
  }
  return {static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator)};
}

Rational apply(char op, const Rational& a, const Rational& b) {
  const Wide an = a.numerator, ad = a.denominator, bn = b.numerator, bd = b.denominator;
  switch (op) {
    case '+':
      return reduced(an * bd + bn * ad, ad * bd);
    case '-':
      return reduced(an * bd - bn * ad, ad * bd);
    case '*':
      return reduced(an * bn, ad * bd);
    default:
      return reduced(an * bd, ad * bn);
  }
}

/// Recursive descent: sum = product {(+|-) product}; product = atom {(*|/) atom};
/// atom = number | ( sum ) | - atom.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Evaluated run() {
    result_.value = sum();
    if (peek() != '\0') throw SyntaxError{"unexpected text: " + std::string(rest_.substr(0, 12))};
    return std::move(result_);
  }

 private:
  /// The next token as one character: an operator, a bracket, a digit, or 0 at the end.
  char peek() {
    while (!rest_.empty() &&
           (rest_[0] == ' ' || rest_[0] == '\t' || rest_[0] == '\n' || rest_[0] == '\r')) {
      rest_.remove_prefix(1);
    }
    token_bytes_ = 1;
    if (rest_.empty()) return '\0';
    static constexpr std::array<std::pair<std::string_view, char>, 6> aliases = {
        {{"×", '*'}, {"·", '*'}, {"∗", '*'}, {"÷", '/'}, {"−", '-'}, {"–", '-'}}};
    for (const auto& [spelling, op] : aliases) {
      if (rest_.starts_with(spelling)) {
        token_bytes_ = spelling.size();
        return op;
      }
    }
    if (rest_[0] == '\0') throw SyntaxError{"a zero byte"};
    return rest_[0] == ':' ? '/' : rest_[0];
  }
  void advance() { rest_.remove_prefix(token_bytes_); }

  Rational sum() {
    Rational value = product();
    for (char op = peek(); op == '+' || op == '-'; op = peek()) {
      advance();
      value = apply(op, value, product());
    }
    return value;
  }
  Rational product() {
    Rational value = atom();
    for (char op = peek(); op == '*' || op == '/'; op = peek()) {
      advance();
      value = apply(op, value, atom());
    }
    return value;
  }
  Rational atom() {
    if (++depth_ > max_expression_depth) throw SyntaxError{"nested too deeply"};
    const char token = peek();
    Rational value;
    if (token == '(') {
      advance();
      value = sum();
      if (peek() != ')') throw SyntaxError{"a bracket is not closed"};
      advance();
    } else if (token == '-') {
      advance();
      value = apply('-', {0, 1}, atom());
    } else if (token >= '0' && token <= '9') {
      value = {number(), 1};
    } else {
      throw SyntaxError{token == '\0' ? "the expression ends too early"
                                      : "unexpected text: " + std::string(rest_.substr(0, 12))};
    }
    --depth_;
    return value;
  }
  std::int64_t number() {
    std::int64_t value = 0;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
      value = value * 10 + (rest_[0] - '0');
      if (value > 1'000'000'000) throw SyntaxError{"a number is too large"};
      rest_.remove_prefix(1);
    }
    result_.numbers.push_back(value);
    return value;
  }

  std::string_view rest_;
  std::size_t token_bytes_ = 1;
  int depth_ = 0;
  Evaluated result_;
};

}  // namespace

std::optional<Rational> combine(char op, const Rational& a, const Rational& b) {
  try {
    return apply(op, a, b);
  } catch (const SyntaxError&) {
    return {};
  }
}

std::variant<Evaluated, Malformed> evaluate(std::string_view text) {
  if (text.size() > max_expression_bytes) return Malformed{"the expression is too long"};
  try {
    return Parser(text).run();
  } catch (const SyntaxError& error) {
    return Malformed{error.why};
  }
}

}  // namespace countdown
