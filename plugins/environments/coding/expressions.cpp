// SPDX-License-Identifier: MIT
/// Problems on expressions.
#include <algorithm>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

namespace {

/// An expression of small numbers, the three operators and parentheses, with about `size` numbers.
std::string draw_expression(std::size_t size, Random& random, int depth = 0) {
  std::string expression;
  for (std::size_t used = 0; used < size;) {
    if (!expression.empty()) expression += "+*#"[random.below(3)];
    if (depth < 20 && size - used > 2 && random.chance(0.15)) {
      const std::size_t inner = 2 + random.below(std::min<std::size_t>(size - used - 2, 12) + 1);
      expression += "(" + draw_expression(inner, random, depth + 1) + ")";
      used += inner;
    } else {
      expression += text(random.between(0, 99));
      ++used;
    }
  }
  return expression;
}

struct Arithmetic {
  std::string order;  ///< operators from the loosest to the tightest
  bool from_right;
  Integer factor, modulus;

  [[nodiscard]] Integer apply(char operation, Integer a, Integer b) const {
    if (operation == '+') return (a + b) % modulus;
    if (operation == '*') return a * b % modulus;
    return (factor * a + b) % modulus;
  }

  /// By two stacks, so that length and depth cost no recursion.
  [[nodiscard]] Integer value(const std::string& expression) const {
    List numbers;
    std::string operators;
    const auto reduce = [&] {
      const Integer b = numbers.back();
      numbers.pop_back();
      numbers.back() = apply(operators.back(), numbers.back(), b);
      operators.pop_back();
    };
    for (std::size_t i = 0; i < expression.size(); ++i) {
      const char c = expression[i];
      if (c >= '0' && c <= '9') {
        Integer number = 0;
        for (; i < expression.size() && expression[i] >= '0' && expression[i] <= '9'; ++i) {
          number = number * 10 + (expression[i] - '0');
        }
        --i;
        numbers.push_back(number % modulus);
      } else if (c == '(') {
        operators += c;
      } else if (c == ')') {
        while (operators.back() != '(') reduce();
        operators.pop_back();
      } else {
        const auto binds = order.find(c);
        while (!operators.empty() && operators.back() != '(') {
          const auto other = order.find(operators.back());
          if (from_right ? other <= binds : other < binds) break;
          reduce();
        }
        operators += c;
      }
    }
    while (!operators.empty()) reduce();
    return numbers.back();
  }
};

// Ways to evaluate an expression, in Python.

/// A stack of numbers and one of operators.
constexpr std::string_view two_stacks = R"py(
import re
def solve(e):
    order, nums, ops = '{operators}'.index, [], []
    def reduce():
        b, a, o = nums.pop(), nums.pop(), ops.pop()
        nums.append((a + b if o == '+' else a * b if o == '*' else {factor} * a + b) % {modulus})
    for token in re.findall('[0-9]+|[^0-9]', e):
        if token.isdigit(): nums.append(int(token))
        elif token == '(': ops.append(token)
        elif token == ')':
            while ops[-1] != '(': reduce()
            ops.pop()
        else:
            while ops and ops[-1] != '(' and order(ops[-1]) {binds} order(token): reduce()
            ops.append(token)
    while ops: reduce()
    return nums[0] % {modulus}
)py";

/// Replaces one operation in a list of tokens by its value, the tightest operators first.
constexpr std::string_view one_at_a_time = R"py(
import re
def solve(e):
    def value(items):
        for o in '{operators}':
            while o in items:
                i = {position}
                a, b = items[i - 1], items[i + 1]
                c = a + b if o == '+' else a * b if o == '*' else {factor} * a + b
                items = items[:i - 1] + [c % {modulus}] + items[i + 2:]
        return items[0]
    open_parts = [[]]
    for token in re.findall('[0-9]+|[^0-9]', e):
        if token == '(': open_parts.append([])
        elif token == ')':
            inner = value(open_parts.pop())
            open_parts[-1].append(inner)
        else: open_parts[-1].append(int(token) if token.isdigit() else token)
    return value(open_parts[0]) % {modulus}
)py";

}  // namespace

Problem odd_arithmetic(Random& random) {
  std::string order = "+*#";
  random.shuffle(order);
  const bool from_right = random.chance(0.5);
  const Integer factor = random.between(2, 9), modulus = random.between(100, 100'000);
  const Arithmetic arithmetic{order, from_right, factor, modulus};
  Problem problem;
  problem.statement = fill(
      "An expression is made of non-negative integers, the operators +, * and #, and parentheses, "
      "without spaces. a+b and a*b mean what they always do, a#b means {factor} * a + b. The "
      "operator {tightest} binds tightest, then {middle}, then {loosest}; equal operators in a row "
      "are evaluated from {direction}. Compute the value, modulo {modulus} (it does not matter "
      "whether one reduces on the way).",
      {{"factor", factor},
       {"tightest", order.substr(2, 1)},
       {"middle", order.substr(1, 1)},
       {"loosest", order.substr(0, 1)},
       {"direction", from_right ? "right to left" : "left to right"},
       {"modulus", modulus}});
  problem.parameters = {{"e", Type::text, "a valid expression; parentheses are at most 30 deep"}};
  problem.result = "the value modulo " + text(modulus);
  const auto by_stacks = [&](const std::string& operators) {
    return fill(two_stacks, {{"operators", operators},
                             {"factor", factor},
                             {"binds", from_right ? ">" : ">="},
                             {"modulus", modulus}});
  };
  problem.python = by_stacks(order);
  problem.slow =
      fill(one_at_a_time,
           {{"operators", std::string(order.rbegin(), order.rend())},
            {"position", from_right ? "len(items) - 1 - items[::-1].index(o)" : "items.index(o)"},
            {"factor", factor},
            {"modulus", modulus}});
  problem.wrong = by_stacks({order[1], order[0], order[2]});
  problem.large = 70'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    return {draw_expression(size + 1, r)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return arithmetic.value(std::get<std::string>(arguments[0]));
  };
  return problem;
}

}  // namespace coding
