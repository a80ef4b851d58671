// SPDX-License-Identifier: MIT
/// The `countdown` environment: reach a target from given numbers with + - * /.
///
/// Public part:  "countdown1 <target> <number> <number> …"
/// Private part: an expression that reaches the target.
#include <affine/sdk/environment.hpp>
#include <algorithm>
#include <array>
#include <charconv>

#include "expression.hpp"

namespace {

using countdown::Evaluated;
using countdown::Malformed;
using countdown::Rational;

struct Knobs {
  int numbers;
  std::int64_t largest, target_low, target_high;
};
constexpr std::array<Knobs, 6> levels = {{{4, 25, 50, 300},
                                          {5, 50, 100, 1000},
                                          {6, 100, 100, 2000},
                                          {7, 100, 500, 5000},
                                          {8, 100, 1000, 10000},
                                          {10, 100, 10000, 100000}}};

/// A task, decoded.
struct Instance {
  std::int64_t target = 0;
  std::vector<std::int64_t> numbers;
};

Instance decode(const affine::TaskView& task) {
  constexpr std::string_view magic = "countdown1 ";
  std::vector<std::int64_t> numbers;
  const char* const end = task.public_part.data() + task.public_part.size();
  const char* at =
      task.public_part.starts_with(magic) ? task.public_part.data() + magic.size() : end;
  while (at < end) {
    const auto [rest, error] = std::from_chars(at, end, numbers.emplace_back());
    if (error != std::errc{} || (rest != end && *rest != ' ')) numbers.clear();
    if (numbers.empty()) break;
    at = rest + 1;
  }
  if (numbers.size() < 2)
    throw affine::Failure("these bytes are not a task of countdown", AF_INVALID_ARGUMENT);
  return {numbers.front(), {numbers.begin() + 1, numbers.end()}};
}

std::string join(const std::vector<std::int64_t>& numbers, std::string_view separator) {
  std::string text;
  for (const auto n : numbers) {
    if (!text.empty()) text += separator;
    text += std::to_string(n);
  }
  return text;
}

/// An expression over all of some numbers; its text is only written for the one that becomes a
/// task.
class RandomExpression {
 public:
  /// Joins random pairs until one expression is left.
  RandomExpression(const std::vector<std::int64_t>& numbers, affine::Random& random) {
    std::vector<std::size_t> parts;
    for (const auto n : numbers) {
      parts.push_back(nodes_.size());
      nodes_.push_back({'\0', 0, 0, Rational{n, 1}});
    }
    while (parts.size() > 1) {
      random.shuffle(parts);
      const std::size_t right = parts.back();
      parts.pop_back();
      constexpr std::string_view operators = "++--**/";
      const char op = operators[random.below(operators.size())];
      const auto &a = nodes_[parts.back()].value, &b = nodes_[right].value;
      nodes_.push_back(
          {op, parts.back(), right, a && b ? countdown::combine(op, *a, *b) : std::nullopt});
      parts.back() = nodes_.size() - 1;
    }
  }

  /// Nothing if it divides by zero or is too large.
  [[nodiscard]] const std::optional<Rational>& value() const { return nodes_.back().value; }
  [[nodiscard]] std::string text() const { return text(nodes_.size() - 1); }

 private:
  struct Node {
    char op;  // 0: a number
    std::size_t left, right;
    std::optional<Rational> value;
  };
  [[nodiscard]] std::string text(std::size_t i) const {
    const Node& node = nodes_[i];
    if (node.op == '\0') return std::to_string(node.value->numerator);
    return "(" + text(node.left) + " " + node.op + " " + text(node.right) + ")";
  }
  std::vector<Node> nodes_;
};

/// Whether the target falls out of a strategy that needs no thought.
bool trivial(const Instance& instance) {
  std::int64_t sum = 0;
  for (const auto a : instance.numbers) {
    sum += a;
    if (a == instance.target) return true;
    for (const auto b : instance.numbers) {
      if (a * b == instance.target || a + b == instance.target) return true;
    }
  }
  return sum == instance.target;
}

class Countdown {
 public:
  using Options = affine::NoOptions;

  static affine::EnvironmentInfo info() {
    affine::EnvironmentInfo info;
    info.name = "Countdown";
    info.summary = "Reach a target number with + - * / from given numbers, each used at most once.";
    info.generator_version = 1;
    for (const auto& knobs : levels) {
      info.levels.push_back({std::to_string(knobs.numbers) + " numbers",
                             "target up to " + std::to_string(knobs.target_high)});
    }
    return info;
  }

  explicit Countdown(Options) {}

  affine::Task make(std::uint32_t level, affine::Random& random, const affine::Call& call) const {
    const Knobs& knobs = levels[level];
    for (;;) {
      call.check_cancelled();
      Instance instance;
      for (int i = 0; i < knobs.numbers; ++i) {
        instance.numbers.push_back(random.between(2, knobs.largest));
      }
      const RandomExpression witness(instance.numbers, random);
      if (!witness.value() || witness.value()->denominator != 1) continue;
      instance.target = witness.value()->numerator;
      if (instance.target < knobs.target_low || instance.target > knobs.target_high) continue;
      if (trivial(instance)) continue;
      random.shuffle(instance.numbers);
      return {"countdown1 " + std::to_string(instance.target) + " " + join(instance.numbers, " "),
              witness.text()};
    }
  }

  std::string prompt(const affine::TaskView& task) const {
    const Instance instance = decode(task);
    return "Use the numbers " + join(instance.numbers, ", ") + " to make exactly " +
           std::to_string(instance.target) +
           ". You may use +, -, *, / and brackets, and each given number at most once (as often as "
           "it is listed). Fractions on the way are allowed; joining digits is not.\n\n"
           "Think as long as you like. End with one answer block that holds one expression, in "
           "this form:\n<answer>(1 + 2) * 3</answer>\n";
  }

  affine::Verdict grade(const affine::TaskView& task, const affine::Reply& reply,
                        const affine::Call& call) const {
    const Instance instance = decode(task);
    auto answer = call.last_block(reply.text, "answer");
    if (!answer) return affine::Verdict::missing("no <answer>…</answer> block");
    // "expression = target" is a common way to answer; the left side is what counts.
    const std::string_view expression = answer->substr(0, answer->find('='));
    const auto evaluated = countdown::evaluate(expression);
    if (const auto* malformed = std::get_if<Malformed>(&evaluated)) {
      return affine::Verdict::malformed(malformed->why);
    }
    const auto& result = std::get<Evaluated>(evaluated);
    std::vector<std::int64_t> left = instance.numbers;
    for (const auto used : result.numbers) {
      const auto found = std::find(left.begin(), left.end(), used);
      if (found == left.end()) {
        return affine::Verdict::wrong(std::to_string(used) +
                                      " is not given, or used more often than given");
      }
      left.erase(found);
    }
    if (result.value != Rational{instance.target, 1}) {
      return affine::Verdict::wrong(
          "the value is " + std::to_string(result.value.numerator) +
          (result.value.denominator == 1 ? "" : "/" + std::to_string(result.value.denominator)));
    }
    return affine::Verdict::right();
  }

  std::string solve(const affine::TaskView& task) const {
    return "<answer>" + std::string(task.private_part) + "</answer>";
  }

  affine::Replies baselines(const affine::TaskView& task, affine::Random& random) const {
    const Instance instance = decode(task);
    const auto block = [](const std::string& text) { return "<answer>" + text + "</answer>"; };
    return {{"sum", block(join(instance.numbers, " + "))},
            {"product", block(join(instance.numbers, " * "))},
            {"random", block(RandomExpression(instance.numbers, random).text())},
            {"echo_target", block(std::to_string(instance.target))}};
  }

  affine::Replies mutants(const affine::TaskView& task, affine::Random&) const {
    const Instance instance = decode(task);
    const std::string witness(task.private_part);
    const std::string target = std::to_string(instance.target);
    return {{"off_by_one", "<answer>" + witness + " + 1 - 0</answer>"},
            {"target_itself", "<answer>" + target + "</answer>"},
            {"claims_equality",
             "<answer>" + std::to_string(instance.numbers[0]) + " = " + target + "</answer>"},
            {"reused_number", "<answer>" + witness + " * " + std::to_string(instance.numbers[0]) +
                                  " / " + std::to_string(instance.numbers[0]) + "</answer>"},
            {"no_block", witness},
            {"unclosed_bracket", "<answer>(" + witness + "</answer>"},
            {"inside_reasoning", "<think><answer>" + witness + "</answer></think>"}};
  }

  std::string canonical(const affine::TaskView& task) const {
    Instance instance = decode(task);
    std::sort(instance.numbers.begin(), instance.numbers.end());
    return std::to_string(instance.target) + ":" + join(instance.numbers, ",");
  }
};

}  // namespace

AFFINE_ENVIRONMENT("countdown", Countdown)
