// SPDX-License-Identifier: MIT
#include "instance.hpp"

#include <affine/sdk/call.hpp>
#include <array>
#include <cstdlib>
#include <sstream>
#include <string_view>

namespace sat {
namespace {

/// What stands before, between and after literals and clauses.
struct Notation {
  std::string_view open, either, negation, close, both;
};
constexpr std::array<Notation, styles> notations = {{{"(", " OR ", "NOT ", ")", " AND "},
                                                     {"(", " ∨ ", "¬", ")", " ∧ "},
                                                     {"[", " | ", "!", "]", " & "}}};

[[noreturn]] void not_a_task() {
  throw affine::Failure("these bytes are not a task of sat", AF_INVALID_ARGUMENT);
}

}  // namespace

std::string print(const Formula& formula, std::size_t style) {
  const auto& [open, either, negation, close, both] = notations[style];
  std::string text;
  for (const auto& clause : formula.clauses) {
    if (!text.empty()) text += both;
    text += open;
    for (std::size_t i = 0; i < clause.size(); ++i) {
      if (i > 0) text += either;
      if (clause[i] < 0) text += negation;
      text += "x" + std::to_string(std::abs(clause[i]));
    }
    text += close;
  }
  return text;
}

std::optional<Values> Instance::witness(std::size_t formula) const {
  if (!satisfiable[formula]) return {};
  return mixed() ? decide(formulas[formula]) : plant;
}

affine::Task encode(const Instance& instance) {
  affine::Task task;
  task.public_part =
      "sat1 " + std::to_string(instance.style) + " " + std::to_string(instance.variables) + "\n";
  for (std::size_t i = 0; i < instance.formulas.size(); ++i) {
    if (i > 0) task.public_part += "--\n";
    task.public_part += write(instance.formulas[i]);
    if (instance.mixed()) task.private_part += instance.satisfiable[i] ? "S\n" : "U\n";
  }
  for (std::size_t v = 1; v < instance.plant.size(); ++v)
    task.private_part += instance.plant[v] ? '1' : '0';
  if (!instance.mixed()) task.private_part += '\n';
  return task;
}

Instance decode(const affine::TaskView& task) {
  Instance instance;
  std::istringstream header{std::string(task.public_part.substr(0, task.public_part.find('\n')))};
  std::string magic;
  if (!(header >> magic >> instance.style >> instance.variables) || magic != "sat1" ||
      instance.style >= styles || instance.variables < 3 || instance.variables > 1000) {
    not_a_task();
  }
  std::string_view body = task.public_part.substr(task.public_part.find('\n') + 1);
  for (std::size_t cut = 0; cut != std::string_view::npos;) {
    cut = body.find("--\n");
    const auto formula = read(body.substr(0, cut), instance.variables);
    if (!formula) not_a_task();
    instance.formulas.push_back(*formula);
    if (cut != std::string_view::npos) body.remove_prefix(cut + 3);
  }
  std::istringstream answers{std::string(task.private_part)};
  for (std::string line; std::getline(answers, line);) {
    instance.satisfiable.push_back(line != "U");
    if (line == "U" || line == "S") continue;
    if (line.size() != static_cast<std::size_t>(instance.variables)) not_a_task();
    instance.plant.assign(1, false);
    for (const char c : line) instance.plant.push_back(c == '1');
  }
  if (instance.formulas.size() > 2 || instance.satisfiable.size() != instance.formulas.size() ||
      instance.mixed() != instance.plant.empty()) {
    not_a_task();
  }
  return instance;
}

}  // namespace sat
