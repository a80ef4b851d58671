// SPDX-License-Identifier: MIT
/// The `abduction` environment: find an input for which a program prints a given output.
///
/// Public part:  the program, in Python 3, a line "--", and what it prints.
/// Private part: an input for which it does.
#include <affine/sdk/environment.hpp>
#include <array>
#include <set>

#include "grading/lines.hpp"
#include "grading/program_answer.hpp"
#include "programs/generator.hpp"
#include "programs/python.hpp"

namespace {

using affine::Random;
using affine::Verdict;
using programs::Shape;

struct Level {
  Shape shape;
  /// Other inputs that are tried on a new program: their outputs must differ from its own and among
  /// each other. Small programs are guessed more easily.
  int trials;
};
constexpr std::array<Level, 5> levels = {{{{3, 1, 1, false, 12, 60, 1}, 400},
                                          {{3, 2, 1, false, 25, 150, 1}, 200},
                                          {{4, 3, 1, false, 50, 300, 2}, 100},
                                          {{5, 3, 2, true, 90, 900, 2}, 60},
                                          {{6, 5, 2, true, 200, 3000, 3}, 60}}};
constexpr std::string_view separator = "--\n";

struct Parts {
  std::string_view program, output, input;
};

Parts decode(const affine::TaskView& task) {
  const std::size_t cut = task.public_part.rfind("\n--\n");
  if (cut == std::string_view::npos) {
    throw affine::Failure("these bytes are not a task of abduction", AF_INVALID_ARGUMENT);
  }
  return {task.public_part.substr(0, cut + 1), task.public_part.substr(cut + 1 + separator.size()),
          task.private_part};
}

std::string block(std::string_view input) { return "```input\n" + std::string(input) + "```"; }

/// Runs of digits, or of letters, in a text.
std::vector<std::string> words_of(std::string_view text, bool digits) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(text) + ' ') {
    const bool part = digits ? (c >= '0' && c <= '9') : (c >= 'a' && c <= 'z');
    if (part) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

/// The kinds of lines that a program reads, from its text.
std::vector<programs::Type> kinds_of(std::string_view program) {
  std::vector<programs::Type> kinds;
  for (const auto line : grading::lines_of(program)) {
    if (line.ends_with(" = input()")) kinds.push_back(programs::Type::text);
    if (line.ends_with(" = int(input())")) kinds.push_back(programs::Type::integer);
    if (line.ends_with("input().split()]")) kinds.push_back(programs::Type::list);
  }
  return kinds;
}

/// An input made of what the output shows: words, numbers and lists of it.
std::string from_output(std::string_view program, std::string_view output) {
  const auto numbers = words_of(output, true), words = words_of(output, false);
  std::string input;
  std::size_t number = 0, word = 0;
  for (const auto kind : kinds_of(program)) {
    if (kind == programs::Type::text) {
      input += word < words.size() ? words[word++] : "a";
    } else if (kind == programs::Type::integer) {
      input += number < numbers.size() ? numbers[number++] : "1";
    } else {
      const std::size_t open = output.find('['), close = output.find(']');
      const bool list =
          open != std::string_view::npos && close != std::string_view::npos && open < close;
      const auto items = words_of(list ? output.substr(open, close - open) : output, true);
      for (const auto& item : items) input += item + " ";
      if (!input.empty() && input.back() == ' ') input.pop_back();
    }
    input += '\n';
  }
  return input;
}

std::string constant(std::string_view program, const char* text, const char* number) {
  std::string input;
  for (const auto kind : kinds_of(program))
    input += std::string(kind == programs::Type::text ? text : number) + "\n";
  return input;
}

/// Whether the output shows what was read, so that copying would do.
bool shows_input(std::string_view input, std::string_view output) {
  const auto shown = words_of(output, true);
  for (const auto line : grading::lines_of(input)) {
    const auto numbers = words_of(line, true);
    std::string list;
    for (const auto& n : numbers) list += (list.empty() ? "" : ", ") + n;
    if (numbers.empty() ? output.find(line) != std::string_view::npos
                        : numbers.size() > 1 && output.find(list) != std::string_view::npos) {
      return true;
    }
    if (numbers.size() == 1 && std::find(shown.begin(), shown.end(), numbers[0]) != shown.end())
      return true;
  }
  return false;
}

class Abduction {
 public:
  using Options = affine::NoOptions;

  static affine::EnvironmentInfo info() {
    affine::EnvironmentInfo info;
    info.name = "Program inputs";
    info.summary = "Find an input for which a generated Python program prints a given output.";
    for (const auto& [shape, trials] : levels) {
      info.levels.push_back(
          {std::to_string(shape.least_steps) + " to " + std::to_string(shape.most_steps) + " steps",
           std::to_string(shape.inputs) + (shape.inputs == 1 ? " line" : " lines") + " of input"});
    }
    return info;
  }

  explicit Abduction(Options) {}

  affine::Task make(std::uint32_t level, Random& random, const affine::Call& call) const {
    for (;;) {
      call.check_cancelled();
      const auto specimen = programs::attempt(levels[level].shape, random);
      if (!specimen || shows_input(specimen->input, specimen->output)) continue;
      const std::string program = programs::to_python(specimen->program);
      if (!is_hard(*specimen, program, levels[level], random)) continue;
      return {program + std::string(separator) + specimen->output, specimen->input};
    }
  }

  std::string prompt(const affine::TaskView& task) const {
    const Parts parts = decode(task);
    return "Find an input for which this Python 3 program prints exactly the output "
           "below.\n\nProgram:\n```python\n" +
           std::string(parts.program) + "```\n\nOutput:\n```\n" + std::string(parts.output) +
           "```\n\nAny input that gives this output is right. Think as long as you like. End with "
           "one fenced block that holds the whole standard input, line by line, marked like "
           "this:\n```input\n12\nabc\n```\n";
  }

  Verdict grade(const affine::TaskView& task, const affine::Reply& reply,
                const affine::Call& call) const {
    const Parts parts = decode(task);
    auto answer = call.last_fence(reply.text, "input");
    if (!answer) answer = call.last_fence(reply.text, "");
    if (!answer) return Verdict::missing("no fenced block with an input");
    constexpr std::size_t longest = 100'000;
    if (answer->size() > longest)
      return Verdict::malformed("the input is longer than 100,000 bytes");
    affine::ProgramLimits limits;
    limits.cpu_ms = 2'000;
    const auto run = call.run("python3", parts.program, {std::string(*answer)}, limits)[0];
    if (run.verdict == AF_RUN_OK && grading::same_lines(run.output, parts.output))
      return Verdict::right();
    if (*answer == parts.input) {
      return Verdict::voided(AF_CAUSE_SANDBOX_UNAVAILABLE,
                             "the program does not print its own output on this machine");
    }
    if (run.verdict == AF_RUN_OK) return Verdict::wrong("the program prints something else");
    return grading::verdict_of_failure(run, "the program on this input");
  }

  std::string solve(const affine::TaskView& task) const { return block(decode(task).input); }

  affine::Replies baselines(const affine::TaskView& task, Random& random) const {
    const Parts parts = decode(task);
    std::string guess;
    for (const auto kind : kinds_of(parts.program)) guess += programs::draw_line(kind, random);
    return {{"guess", block(guess)},
            {"ones", block(constant(parts.program, "a", "1"))},
            {"from_output", block(from_output(parts.program, parts.output))},
            {"echo", block(parts.output)}};
  }

  affine::Replies mutants(const affine::TaskView& task, Random&) const {
    const std::string input(decode(task).input), whole = block(input);
    return {{"no_fence", input},
            {"unclosed", "```input\n" + input},
            {"inside_reasoning", "<think>" + whole + "</think>"},
            {"open_reasoning", "<think>" + whole},
            {"draft_first", whole + "\nNo:\n" + block("\n")},
            {"line_before", block("\n" + input)},
            {"empty", block("")}};
  }

  std::string canonical(const affine::TaskView& task) const {
    return std::string(task.public_part);
  }

 private:
  /// Whether other inputs and cheap answers lead to other outputs, and to many different ones.
  static bool is_hard(const programs::Specimen& specimen, const std::string& program,
                      const Level& level, Random& random) {
    programs::Limits limits;
    limits.steps = level.shape.most_steps * 4;
    std::set<std::string> outputs;
    for (int i = 0; i < level.trials; ++i) {
      const auto run =
          programs::run(specimen.program, limits, programs::draw_input(specimen.program, random));
      if (!run) continue;
      if (run->output == specimen.output) return false;
      outputs.insert(run->output);
    }
    if (outputs.size() < static_cast<std::size_t>(level.trials / 2)) return false;
    for (const auto& cheap : {from_output(program, specimen.output), constant(program, "a", "1")}) {
      const auto run = programs::run(specimen.program, limits, cheap);
      if (run && run->output == specimen.output) return false;
    }
    return true;
  }
};

}  // namespace

AFFINE_ENVIRONMENT("abduction", Abduction)
