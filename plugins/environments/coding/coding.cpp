/// The `coding` environment: solve a generated problem by a function or a program, also on large
/// inputs.
///
/// Public part:  the statement, with examples.
/// Private part: the level and the seed from which problem and hidden tests follow, so that it
/// stays small.
#include <affine/sdk/environment.hpp>
#include <array>

#include "grading/fields.hpp"
#include "grading/program_answer.hpp"
#include "problem.hpp"
#include "style.hpp"

namespace {

using affine::Random;
using affine::Verdict;
using coding::Problem;
using coding::Style;
using grading::Case;
using grading::fenced;

struct Level {
  Style style;
  bool efficient;
};
constexpr std::array<Level, 4> levels = {{{Style::function, false},
                                          {Style::program, false},
                                          {Style::function, true},
                                          {Style::program, true}}};
constexpr std::size_t examples = 2, small_tests = 12, largest_small = 9;

/// A task, made again from its seed.
struct Posed {
  Problem problem;
  Level level;
  std::vector<Case> examples, hidden;
};

Case make_case(const Problem& problem, Style style, std::size_t size, Random& random) {
  const auto arguments = problem.draw(size, random);
  return {coding::input_of(arguments, style), coding::output_of(problem.answer(arguments), style)};
}

/// `hidden`: with the hidden tests, of which the large one takes a while.
Posed pose(std::uint32_t level, const affine::Seed& seed, bool hidden) {
  Random choice(seed, "problem"), cases(seed, "cases");
  const auto& families = coding::families();
  Problem plain = families[choice.below(families.size())].draw(choice);
  Posed posed{twisted(std::move(plain), choice), levels[level], {}, {}};
  const Style style = posed.level.style;
  for (std::size_t i = 0; i < examples; ++i) {
    posed.examples.push_back(make_case(posed.problem, style, 3 + cases.below(5), cases));
  }
  for (std::size_t i = 0; hidden && i < small_tests; ++i) {
    posed.hidden.push_back(
        make_case(posed.problem, style, i < largest_small ? i + 1 : 20 + cases.below(30), cases));
  }
  if (hidden && posed.level.efficient) {
    posed.hidden.push_back(make_case(posed.problem, style, posed.problem.large, cases));
  }
  return posed;
}

Posed pose(const affine::TaskView& task, bool hidden) {
  const auto fields = grading::split_fields(task.private_part);
  affine::Seed seed{};
  if (fields.size() != 2 || fields[0].size() != 1 || fields[1].size() != seed.size()) {
    throw affine::Failure("these bytes are not a task of coding", AF_INVALID_ARGUMENT);
  }
  const auto level = static_cast<std::uint32_t>(fields[0][0] - '0');
  if (level >= levels.size()) throw affine::Failure("this task has no level", AF_INVALID_ARGUMENT);
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(fields[1][i]);
  return pose(level, seed, hidden);
}

class Coding {
 public:
  using Options = affine::NoOptions;

  static affine::EnvironmentInfo info() {
    affine::EnvironmentInfo info;
    info.name = "Programming problems";
    info.summary =
        "Solve a generated problem by a Python function or program that passes hidden tests, also "
        "large ones.";
    info.levels = {{"functions", "small tests"},
                   {"programs", "small tests"},
                   {"efficient functions", "small tests and a large one"},
                   {"efficient programs", "small tests and a large one"}};
    return info;
  }

  explicit Coding(Options) {}

  affine::Task make(std::uint32_t level, Random& random, const affine::Call&) const {
    std::string bytes;
    affine::Seed seed{};
    for (auto& byte : seed) {
      byte = static_cast<std::uint8_t>(random.below(256));
      bytes += static_cast<char>(byte);
    }
    const Posed posed = pose(level, seed, false);
    std::string open =
        coding::statement_of(posed.problem, posed.level.style, posed.level.efficient);
    const bool function = posed.level.style == Style::function;
    for (const auto& example : posed.examples) {
      open += std::string("\nExample, ") + (function ? "arguments as a JSON list" : "input") +
              ":\n```\n" + example.input + "```\n" + (function ? "result" : "output") + ":\n```\n" +
              example.expected + "```\n";
    }
    return {open, grading::join_fields({std::string(1, static_cast<char>('0' + level)), bytes})};
  }

  std::string prompt(const affine::TaskView& task) const {
    return std::string(task.public_part) +
           "\nThe standard library may be used, but neither files, network nor other processes. "
           "Think as long as you "
           "like. End with the "
           "whole code in one fenced block:\n```python\n…\n```\n";
  }

  Verdict grade(const affine::TaskView& task, const affine::Reply& reply,
                const affine::Call& call) const {
    const auto answer = grading::python_in(reply, call);
    if (!answer) return Verdict::missing("no fenced block with a program");
    const Posed posed = pose(task, true);
    const Style style = posed.level.style;
    affine::ProgramLimits limits;
    limits.cpu_ms = 3'000;
    limits.output_bytes = 1u << 20;
    auto verdict = grading::judge(
        coding::runnable(*answer, style), posed.hidden, limits,
        [style](std::string_view output, std::string_view expected) {
          return same_output(output, expected, style);
        },
        call);
    if (verdict.score != 1.0 &&
        *answer == coding::answer_from(posed.problem.python, posed.problem, style)) {
      return Verdict::voided(AF_CAUSE_SANDBOX_UNAVAILABLE,
                             "the reference program fails on this machine");
    }
    return verdict;
  }

  std::string solve(const affine::TaskView& task) const {
    const Posed posed = pose(task, false);
    return fenced(coding::answer_from(posed.problem.python, posed.problem, posed.level.style));
  }

  affine::Replies baselines(const affine::TaskView& task, Random&) const {
    const Posed posed = pose(task, false);
    const auto answer = [&](const std::string& solve) {
      return fenced(coding::answer_from(solve, posed.problem, posed.level.style));
    };
    const bool function = posed.level.style == Style::function;
    const std::string expected =
        posed.examples[0].expected.substr(0, posed.examples[0].expected.size() - 1);
    const std::string constant =
        "def solve(*a):\n    return " + (function ? expected : "'" + expected + "'") + "\n";
    affine::Replies replies = {{"constant", answer(constant)},
                               {"first_argument", answer("def solve(*a):\n    return a[0]\n")},
                               {"likely_mistake", answer(posed.problem.wrong)}};
    if (posed.level.efficient && !posed.problem.slow.empty())
      replies.emplace_back("slow", answer(posed.problem.slow));
    return replies;
  }

  affine::Replies mutants(const affine::TaskView& task, Random&) const {
    const Posed posed = pose(task, false);
    const std::string right =
        coding::answer_from(posed.problem.python, posed.problem, posed.level.style);
    const std::string exits =
        posed.level.style == Style::function
            ? "import atexit, os\natexit.register(lambda: os._exit(3))\n" + right
            : right + "exit(3)\n";
    return {{"exit_status", fenced(exits)},
            {"other_name", fenced("def unknown():\n    pass\n")},
            {"no_fence", right},
            {"unclosed", "```python\n" + right},
            {"inside_reasoning", "<think>" + fenced(right) + "</think>"},
            {"draft_last", fenced(right) + "\nOr:\n" + fenced("print(0)\n")}};
  }

  std::string canonical(const affine::TaskView& task) const {
    return std::string(task.public_part.substr(0, task.public_part.find("\nExample,")));
  }
};

}  // namespace

AFFINE_ENVIRONMENT("coding", Coding)
