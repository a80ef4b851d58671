// SPDX-License-Identifier: MIT
/// The `deduction` environment: write a program that does what a specification says.
///
/// Public part:  the statement, with examples.
/// Private part: fields (grading/fields.hpp): a right program, a list of wrong ones, then inputs
/// and outputs in turn.
#include <affine/sdk/environment.hpp>
#include <algorithm>
#include <array>

#include "grading/fields.hpp"
#include "grading/fill.hpp"
#include "grading/lines.hpp"
#include "grading/program_answer.hpp"
#include "specification.hpp"

namespace {

using affine::Random;
using affine::Verdict;
using deduction::Specification;
using grading::Case;
using grading::fenced;
using grading::fill;

constexpr std::array<std::size_t, 5> levels = {4, 5, 7, 9, 12};
constexpr std::size_t examples = 2, hidden = 14, small = 2;

// Python of cheap and of wrong answers.
constexpr std::string_view echo = R"py(
import sys
print(sys.stdin.read(), end='')
)py";
constexpr std::string_view constant = R"py(
import sys
{prints})py";
constexpr std::string_view prints_line = R"py(
print('{line}')
)py";
constexpr std::string_view exits = R"py(
{right}exit(1)
)py";
constexpr std::string_view chats = R"py(
print('The answer is:')
{right})py";
constexpr std::string_view draft = R"py(
print(0)
)py";

/// The private part, decoded.
struct Secret {
  std::string right;
  std::vector<std::string> wrong;
  std::vector<Case> cases;
};

std::string encode(const Secret& secret) {
  std::vector<std::string> fields = {secret.right, std::to_string(secret.wrong.size())};
  fields.insert(fields.end(), secret.wrong.begin(), secret.wrong.end());
  for (const auto& [input, expected] : secret.cases) {
    fields.push_back(input);
    fields.push_back(expected);
  }
  return grading::join_fields(fields);
}

Secret decode(const affine::TaskView& task) {
  const auto fields = grading::split_fields(task.private_part);
  const std::size_t wrong = fields.size() < 2 ? 0 : std::strtoul(fields[1].c_str(), nullptr, 10);
  if (fields.size() < 2 + wrong + 2 || (fields.size() - 2 - wrong) % 2 != 0) {
    throw affine::Failure("these bytes are not a task of deduction", AF_INVALID_ARGUMENT);
  }
  Secret secret{
      fields[0], {fields.begin() + 2, fields.begin() + 2 + static_cast<std::ptrdiff_t>(wrong)}, {}};
  for (std::size_t i = 2 + wrong; i < fields.size(); i += 2)
    secret.cases.push_back({fields[i], fields[i + 1]});
  return secret;
}

class Deduction {
 public:
  using Options = affine::NoOptions;

  static affine::EnvironmentInfo info() {
    affine::EnvironmentInfo info;
    info.name = "Programs from specifications";
    info.summary =
        "Write a Python program that does what a generated specification says and passes hidden "
        "tests.";
    for (const std::size_t steps : levels) {
      info.levels.push_back(
          {std::to_string(steps) + " steps", "on lists, texts, grids or records"});
    }
    return info;
  }

  explicit Deduction(Options) {}

  affine::Task make(std::uint32_t level, Random& random, const affine::Call& call) const {
    for (;;) {
      call.check_cancelled();
      const auto specification = Specification::draw(levels[level], random);
      std::vector<Case> cases;
      while (cases.size() < examples + hidden) {
        const bool least = cases.size() >= examples + hidden - small;
        std::string input = specification.draw_input(least, random);
        std::string output = specification.output(input);
        cases.push_back({std::move(input), std::move(output)});
      }
      if (is_degenerate(specification, cases)) continue;
      Secret secret{specification.python(), {}, {cases.begin() + examples, cases.end()}};
      for (std::size_t i = 0; i < specification.steps(); ++i)
        secret.wrong.push_back(specification.python(i));
      std::string open = specification.statement();
      for (std::size_t i = 0; i < examples; ++i) {
        open += "\nExample " + std::to_string(i + 1) + ", input:\n```\n" + cases[i].input +
                "```\noutput:\n```\n" + cases[i].expected + "```\n";
      }
      return {open, encode(secret), specification.family()};
    }
  }

  std::string prompt(const affine::TaskView& task) const {
    return "Write a complete Python 3 program.\n\n" + std::string(task.public_part) +
           "\nThe program is run on hidden inputs of this form; all outputs must be right. It may "
           "use the standard library, but neither files, network nor other processes. Think as "
           "long as you like. End with the whole program in one fenced "
           "block:\n```python\nprint(input())\n```\n";
  }

  Verdict grade(const affine::TaskView& task, const affine::Reply& reply,
                const affine::Call& call) const {
    const auto program = grading::python_in(reply, call);
    if (!program) return Verdict::missing("no fenced block with a program");
    const Secret secret = decode(task);
    affine::ProgramLimits limits;
    limits.cpu_ms = 2'000;
    auto verdict = grading::judge(*program, secret.cases, limits, grading::same_lines, call);
    if (verdict.score != 1.0 && *program == secret.right) {
      return Verdict::voided(AF_CAUSE_SANDBOX_UNAVAILABLE,
                             "the reference program fails on this machine");
    }
    return verdict;
  }

  std::string solve(const affine::TaskView& task) const { return fenced(decode(task).right); }

  affine::Replies baselines(const affine::TaskView& task, Random&) const {
    const Secret secret = decode(task);
    const auto example = grading::lines_of(task.public_part);
    const auto start = std::find(example.begin(), example.end(), "output:");
    std::string prints;
    for (auto line = start == example.end() ? start : start + 2;
         line != example.end() && *line != "```"; ++line) {
      prints += fill(prints_line, {{"line", std::string(*line)}});
    }
    return {{"echo", fenced(fill(echo, {}))},
            {"constant", fenced(fill(constant, {{"prints", prints}}))},
            {"last_step_missing", fenced(secret.wrong.back())}};
  }

  affine::Replies mutants(const affine::TaskView& task, Random& random) const {
    const Secret secret = decode(task);
    const std::string right = fenced(secret.right);
    return {{"step_missing", fenced(secret.wrong[random.below(secret.wrong.size())])},
            {"exit_status", fenced(fill(exits, {{"right", secret.right}}))},
            {"chatty", fenced(fill(chats, {{"right", secret.right}}))},
            {"no_fence", secret.right},
            {"unclosed", "```python\n" + secret.right},
            {"inside_reasoning", "<think>" + right + "</think>"},
            {"open_reasoning", "<think>" + right},
            {"draft_last", right + "\nOr perhaps:\n" + fenced(fill(draft, {}))}};
  }

  std::string canonical(const affine::TaskView& task) const {
    return std::string(task.public_part.substr(0, task.public_part.find("\nExample 1")));
  }

 private:
  /// Whether a step could be left out, or the input or one constant output would do.
  static bool is_degenerate(const Specification& specification, const std::vector<Case>& cases) {
    const auto first_hidden = cases.begin() + examples;
    for (std::size_t step = 0; step < specification.steps(); ++step) {
      const bool idle = std::all_of(first_hidden, cases.end(), [&](const Case& c) {
        return grading::same_lines(specification.output(c.input, step), c.expected);
      });
      if (idle) return true;
    }
    const auto same = [](const Case& a, const std::string& b) {
      return grading::same_lines(a.expected, b);
    };
    return std::all_of(first_hidden, cases.end(),
                       [&](const Case& c) { return same(c, c.input); }) ||
           std::all_of(first_hidden, cases.end(),
                       [&](const Case& c) { return same(c, cases[0].expected); }) ||
           std::count_if(first_hidden, cases.end(), [](const Case& c) {
             return c.expected.size() > 1;
           }) < static_cast<std::ptrdiff_t>(hidden / 2);
  }
};

}  // namespace

AFFINE_ENVIRONMENT("deduction", Deduction)
