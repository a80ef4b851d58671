// SPDX-License-Identifier: MIT
/// The `coding` environment: solve a generated problem by a function or a program, also on large
/// inputs.
///
/// Public part:  the statement, with examples.
/// Private part: the level and the seed from which problem and hidden tests follow, so that it
/// stays small.
#include <affine/sdk/environment.hpp>
#include <array>

#include "grading/calibration.hpp"
#include "grading/fields.hpp"
#include "grading/fill.hpp"
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
using grading::fill;

struct Level {
  Style style;
  bool efficient;
};
constexpr std::array<Level, 4> levels = {{{Style::function, false},
                                          {Style::program, false},
                                          {Style::function, true},
                                          {Style::program, true}}};
constexpr std::size_t examples = 2, small_tests = 12, largest_small = 9;
/// A small test costs the reference milliseconds: only a program that does not end gets near this.
constexpr std::uint64_t small_limit_ms = 3'000;
/// The slow method must take this many times the limit of the large test.
constexpr std::uint64_t slow_gap = 5;
constexpr std::uint64_t most_cpu_ms = 30'000;  // see AfRunLimits

// Python of cheap and of wrong answers.
constexpr std::string_view returns_always = R"py(
def solve(*a):
    return {value}
)py";
constexpr std::string_view function_exits = R"py(
import atexit, os
atexit.register(lambda: os._exit(3))
{right})py";
constexpr std::string_view program_exits = R"py(
{right}exit(3)
)py";
constexpr std::string_view other_name = R"py(
def unknown():
    pass
)py";
constexpr std::string_view draft = R"py(
print(0)
)py";

/// A task, made again from its seed.
struct Posed {
  Problem problem;
  Level level;
  const char* family = "";
  std::vector<Case> examples, hidden;
  std::optional<Case> large;  ///< the hidden test that needs an efficient method
};

Case make_case(const Problem& problem, Style style, std::size_t size, Random& random) {
  const auto arguments = problem.draw(size, random);
  return {coding::input_of(arguments, style), coding::output_of(problem.answer(arguments), style)};
}

/// `hidden`: with the hidden tests, of which the large one takes a while to make.
Posed pose(std::uint32_t level, const affine::Seed& seed, bool hidden) {
  Random choice(seed, "problem"), cases(seed, "cases");
  const auto& families = coding::families();
  const coding::Family& family = families[choice.below(families.size())];
  Posed posed{twisted(family.draw(choice), choice), levels[level], family.name, {}, {}, {}};
  const auto draw = [&](std::size_t size) {
    return make_case(posed.problem, posed.level.style, size, cases);
  };
  for (std::size_t i = 0; i < examples; ++i) posed.examples.push_back(draw(3 + cases.below(5)));
  if (!hidden) return posed;
  for (std::size_t i = 0; i < small_tests; ++i) {
    posed.hidden.push_back(draw(i < largest_small ? i + 1 : 20 + cases.below(30)));
  }
  if (posed.level.efficient) posed.large = draw(posed.problem.large);
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
    info.generator_version = 2;
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
    return {open, grading::join_fields({std::string(1, static_cast<char>('0' + level)), bytes}),
            posed.family};
  }

  std::string prompt(const affine::TaskView& task) const {
    return std::string(task.public_part) +
           "\nThe standard library may be used, but neither files, network nor other processes. "
           "Think as long as you like. End with the whole code in one fenced "
           "block:\n```python\n…\n```\n";
  }

  Verdict grade(const affine::TaskView& task, const affine::Reply& reply,
                const affine::Call& call) const {
    const auto answer = grading::python_in(reply, call);
    if (!answer) return Verdict::missing("no fenced block with a program");
    const Posed posed = pose(task, true);
    const Style style = posed.level.style;
    affine::ProgramLimits limits;
    limits.cpu_ms = small_limit_ms;
    limits.output_bytes = 1u << 20;
    auto verdict = grading::judge(coding::runnable(*answer, style), posed.hidden, limits,
                                  comparison(style), call);
    if (posed.large && verdict.score == 1.0) verdict = judge_large(posed, *answer, limits, call);
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
    const auto returns = [&](const std::string& value) {
      return answer(fill(returns_always, {{"value", value}}));
    };
    affine::Replies replies = {{"constant", returns(function ? expected : "'" + expected + "'")},
                               {"first_argument", returns("a[0]")},
                               {"likely_mistake", answer(posed.problem.wrong)}};
    if (posed.level.efficient) replies.emplace_back("slow", answer(posed.problem.slow));
    return replies;
  }

  affine::Replies mutants(const affine::TaskView& task, Random&) const {
    const Posed posed = pose(task, false);
    const std::string right =
        coding::answer_from(posed.problem.python, posed.problem, posed.level.style);
    const std::string exits = fill(
        posed.level.style == Style::function ? function_exits : program_exits, {{"right", right}});
    return {{"exit_status", fenced(exits)},
            {"other_name", fenced(fill(other_name, {}))},
            {"no_fence", right},
            {"unclosed", "```python\n" + right},
            {"inside_reasoning", "<think>" + fenced(right) + "</think>"},
            {"draft_last", fenced(right) + "\nOr:\n" + fenced(fill(draft, {}))}};
  }

  std::string canonical(const affine::TaskView& task) const {
    return std::string(task.public_part.substr(0, task.public_part.find("\nExample,")));
  }

 private:
  static grading::Compare comparison(Style style) {
    return [style](std::string_view output, std::string_view expected) {
      return same_output(output, expected, style);
    };
  }

  /// The verdict on an answer that passes the small tests. The reference runs first, alone: no part
  /// of the answer can touch it. Own slow methods get `slow_gap` times the limit, so that `af env
  /// table` can show how much more they need; the limit by which they are judged stays the same.
  static Verdict judge_large(const Posed& posed, const std::string& answer,
                             affine::ProgramLimits limits, const affine::Call& call) {
    const auto& [input, expected] = *posed.large;
    const Style style = posed.level.style;
    const auto program_of = [&](const std::string& solve) {
      return coding::answer_from(solve, posed.problem, style);
    };
    limits.cpu_ms = grading::reference_limit_ms;
    const auto reference =
        call.run("python3", coding::runnable(program_of(posed.problem.python), style),
                 std::vector<std::string>(grading::reference_runs, input), limits);
    const auto limit_ms = grading::calibrated_limit_ms(reference, expected, comparison(style));
    if (!limit_ms) {
      return Verdict::voided(AF_CAUSE_SANDBOX_UNAVAILABLE,
                             "the reference program fails on this machine");
    }
    const bool own_slow = answer == program_of(posed.problem.slow);
    limits.cpu_ms = std::min(most_cpu_ms, own_slow ? slow_gap * *limit_ms : *limit_ms);
    const auto run = call.run("python3", coding::runnable(answer, style), {input}, limits)[0];
    auto verdict = grading::judge_within(run, *limit_ms, expected, comparison(style));
    const double right = static_cast<double>(small_tests) + verdict.score;
    verdict.metrics["tests_right"] = right / static_cast<double>(small_tests + 1);
    verdict.metrics[std::string("time_per_limit.") + posed.family] =
        grading::part_of_limit(run, *limit_ms);
    return verdict;
  }
};

}  // namespace

AFFINE_ENVIRONMENT("coding", Coding)
