// SPDX-License-Identifier: MIT
#include "style.hpp"

#include <affine/sdk/text.hpp>
#include <algorithm>

#include "grading/fill.hpp"
#include "grading/lines.hpp"

namespace coding {
namespace {

using grading::fill;

const char* annotation(Type type) {
  switch (type) {
    case Type::integer:
      return "int";
    case Type::text:
      return "str";
    case Type::list:
      return "list[int]";
    case Type::rows:
      return "list[list[int]]";
  }
  return "";
}

std::string signature(const Problem& problem) {
  std::string all;
  for (const auto& p : problem.parameters)
    all += (all.empty() ? "" : ", ") + p.name + ": " + annotation(p.type);
  return "solve(" + all + ")";
}

std::string joined(const List& list, const char* between) {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i)
    text += (i > 0 ? between : "") + std::to_string(list[i]);
  return text;
}

std::string json(const Value& value) {
  if (const auto* number = std::get_if<Integer>(&value)) return std::to_string(*number);
  if (const auto* list = std::get_if<List>(&value)) return "[" + joined(*list, ",") + "]";
  std::string text;
  if (const auto* letters = std::get_if<std::string>(&value)) {
    affine::append_json_string(text, *letters);
    return text;
  }
  for (const auto& row : std::get<Rows>(value))
    text += (text.empty() ? "[" : ",") + ("[" + joined(row, ",") + "]");
  return text.empty() ? "[]" : text + "]";
}

std::string plain(const Value& value) {
  if (const auto* number = std::get_if<Integer>(&value)) return std::to_string(*number) + "\n";
  if (const auto* letters = std::get_if<std::string>(&value)) return *letters + "\n";
  if (const auto* list = std::get_if<List>(&value)) return joined(*list, " ") + "\n";
  const auto& rows = std::get<Rows>(value);
  std::string text = std::to_string(rows.size()) + "\n";
  for (const auto& row : rows) text += joined(row, " ") + "\n";
  return text;
}

const char* layout(Type type) {
  switch (type) {
    case Type::integer:
    case Type::text:
      return "one line";
    case Type::list:
      return "one line, its integers separated by spaces";
    case Type::rows:
      return "a line with the number of rows, then one row a line, its integers separated by "
             "spaces";
  }
  return "";
}

/// The Python expression that reads a parameter, in the layout above.
const char* reading(Type type) {
  switch (type) {
    case Type::integer:
      return R"py(int(input()))py";
    case Type::text:
      return R"py(input().rstrip('\n'))py";
    case Type::list:
      return R"py([int(v) for v in input().split()])py";
    case Type::rows:
      return R"py([[int(v) for v in input().split()] for _ in range(int(input()))])py";
  }
  return "";
}

}  // namespace

std::string statement_of(const Problem& problem, Style style, bool efficient) {
  std::string text = problem.statement + "\n\n";
  if (style == Style::function) {
    text += "Write a Python 3 function `" + signature(problem) + "`. Its arguments:\n";
    for (const auto& p : problem.parameters) text += "- " + p.name + ": " + p.english + "\n";
    text += "It returns " + problem.result + ".\n";
  } else {
    text += "Write a Python 3 program. It reads from standard input, in this order:\n";
    for (const auto& p : problem.parameters)
      text += "- " + p.name + " (" + layout(p.type) + "): " + p.english + "\n";
    text += "It prints " + problem.result +
            "; the integers of a list on one line, separated by spaces.\n";
  }
  return text + (efficient ? "A hidden test holds up to 200,000 numbers. On it, only an efficient "
                             "method is done in the time allowed: 10 times the CPU time of a good "
                             "solution in Python.\n"
                           : "All hidden tests are small.\n");
}

std::string answer_from(const std::string& solve, const Problem& problem, Style style) {
  if (style == Style::function) return solve;
  std::string reads, names;
  for (const auto& p : problem.parameters) {
    reads += fill(R"py(
{name} = {value}
)py",
                  {{"name", p.name}, {"value", reading(p.type)}});
    names += (names.empty() ? "" : ", ") + p.name;
  }
  return fill(R"py(
{solve}import sys
input = sys.stdin.readline
{reads}result = solve({names})
print(*result) if isinstance(result, list) else print(result)
)py",
              {{"solve", solve}, {"reads", reads}, {"names", names}});
}

std::string runnable(const std::string& answer, Style style) {
  if (style == Style::program) return answer;
  // The answer is a text in the driver, so that nothing in it can end the driver early.
  std::string quoted;
  affine::append_json_string(quoted, answer);
  return fill(R"py(
import json, sys
arguments = json.loads(sys.stdin.read())
names = {'__name__': 'answer'}
exec(compile({answer}, 'answer.py', 'exec'), names)
result = json.dumps(names['solve'](*arguments))
sys.stdout.write('\n' + result + '\n')
)py",
              {{"answer", quoted}});
}

std::string input_of(const std::vector<Value>& arguments, Style style) {
  std::string text;
  for (const auto& value : arguments) {
    text += style == Style::program ? plain(value) : (text.empty() ? "[" : ",") + json(value);
  }
  return style == Style::program ? text : text + "]\n";
}

std::string output_of(const Value& result, Style style) {
  return style == Style::program ? plain(result) : json(result) + "\n";
}

bool same_output(std::string_view output, std::string_view expected, Style style) {
  if (style == Style::program) return grading::same_lines(output, expected);
  const auto lines = grading::lines_of(output);
  if (lines.empty()) return false;
  std::string last(lines.back());
  std::erase(last, ' ');  // results hold no texts with spaces
  return last == expected.substr(0, expected.size() - 1);
}

}  // namespace coding
