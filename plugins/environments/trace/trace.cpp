// SPDX-License-Identifier: MIT
/// The `trace` environment: predict what a program prints.
///
/// Public part:  the program, in Python 3.
/// Private part: what it prints, a line "--", and what a careless reader would expect (possibly
/// nothing).
#include <affine/sdk/environment.hpp>
#include <algorithm>
#include <array>

#include "grading/lines.hpp"
#include "programs/generator.hpp"
#include "programs/python.hpp"

namespace {

using programs::Shape;

constexpr std::array<Shape, 5> levels = {{{3, 2, 1, false, 25, 80},
                                          {4, 3, 1, false, 60, 200},
                                          {5, 4, 2, true, 120, 500},
                                          {6, 6, 2, true, 300, 1500},
                                          {7, 9, 3, true, 800, 5000}}};
constexpr std::string_view separator = "--\n";

struct Expected {
  std::string_view output, careless;
};

Expected decode(const affine::TaskView& task) {
  const std::size_t cut = task.private_part.find(separator);
  if (cut == std::string_view::npos)
    throw affine::Failure("these bytes are not a task of trace", AF_INVALID_ARGUMENT);
  return {task.private_part.substr(0, cut), task.private_part.substr(cut + separator.size())};
}

using grading::lines_of;

std::string block(std::string_view answer) {
  return "<answer>\n" + std::string(answer) + "</answer>";
}

class Trace {
 public:
  using Options = affine::NoOptions;

  static affine::EnvironmentInfo info() {
    affine::EnvironmentInfo info;
    info.name = "Program traces";
    info.summary = "Predict what a generated Python program prints.";
    info.generator_version = 1;
    for (const Shape& shape : levels) {
      info.levels.push_back(
          {std::to_string(shape.least_steps) + " to " + std::to_string(shape.most_steps) + " steps",
           shape.functions ? "with functions" : "loops and branches"});
    }
    return info;
  }

  explicit Trace(Options) {}

  affine::Task make(std::uint32_t level, affine::Random& random, const affine::Call& call) const {
    for (;;) {
      call.check_cancelled();
      const auto specimen = programs::attempt(levels[level], random);
      if (!specimen) continue;
      return {programs::to_python(specimen->program),
              specimen->output + std::string(separator) + specimen->careless};
    }
  }

  std::string prompt(const affine::TaskView& task) const {
    return "What does this Python 3 program print?\n\n```python\n" + std::string(task.public_part) +
           "```\n\nThink as long as you like. End with one answer block that holds exactly what is "
           "printed, line by line, in this form:\n<answer>\n12\n[3, 4]\n</answer>\n";
  }

  affine::Verdict grade(const affine::TaskView& task, const affine::Reply& reply,
                        const affine::Call& call) const {
    const auto wanted = lines_of(decode(task).output);
    const auto answer = call.last_block(reply.text, "answer");
    if (!answer) return affine::Verdict::missing("no <answer>…</answer> block");
    constexpr std::size_t longest = 10'000;
    if (answer->size() > longest)
      return affine::Verdict::malformed("the answer is longer than any output");
    const auto given = lines_of(*answer);
    auto verdict = given == wanted ? affine::Verdict::right()
                                   : affine::Verdict::wrong(difference(given, wanted));
    const auto [left, right] =
        std::mismatch(given.begin(), given.end(), wanted.begin(), wanted.end());
    verdict.metrics["lines_right"] =
        static_cast<double>(left - given.begin()) / static_cast<double>(wanted.size());
    return verdict;
  }

  std::string solve(const affine::TaskView& task) const { return block(decode(task).output); }

  affine::Replies baselines(const affine::TaskView& task, affine::Random&) const {
    const auto [output, careless] = decode(task);
    std::string literals, zeros;
    for (const auto& line : lines_of(task.public_part)) {
      const std::size_t equals = line.find(" = ");
      if (equals != std::string_view::npos && line[0] != ' ')
        literals += std::string(line.substr(equals + 3)) + "\n";
    }
    for (std::size_t i = lines_of(output).size(); i > 0; --i) zeros += "0\n";
    return {{"loops_once", block(careless)},
            {"first_values", block(literals)},
            {"zeros", block(zeros)}};
  }

  affine::Replies mutants(const affine::TaskView& task, affine::Random& random) const {
    const std::string output(decode(task).output);
    std::string digit = output, missing, swapped;
    const auto lines = lines_of(output);
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) missing += std::string(lines[i]) + "\n";
    // Another digit or letter somewhere.
    for (std::size_t i = random.below(digit.size());; i = (i + 1) % digit.size()) {
      if (digit[i] >= '0' && digit[i] <= '9')
        digit[i] = static_cast<char>('0' + (digit[i] - '0' + 1) % 10);
      else if (digit[i] >= 'a' && digit[i] <= 'f')
        digit[i] = static_cast<char>('a' + (digit[i] - 'a' + 1) % 6);
      else
        continue;
      break;
    }
    return {{"one_character", block(digit)},
            {"last_line_missing", block(missing)},
            {"line_too_many", block(output + "0\n")},
            {"no_block", output},
            {"unclosed", "<answer>\n" + output},
            {"inside_reasoning", "<think>" + block(output) + "</think>"}};
  }

  std::string canonical(const affine::TaskView& task) const {
    return std::string(task.public_part);
  }

 private:
  static std::string difference(const std::vector<std::string_view>& given,
                                const std::vector<std::string_view>& wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (i >= given.size() || given[i] != wanted[i]) {
        return "line " + std::to_string(i + 1) + " is " + std::string(wanted[i].substr(0, 100));
      }
    }
    return "there are " + std::to_string(given.size() - wanted.size()) + " lines too many";
  }
};

}  // namespace

AFFINE_ENVIRONMENT("trace", Trace)
