// SPDX-License-Identifier: MIT
#include "formula.hpp"

#include <array>
#include <cadical.hpp>
#include <charconv>
#include <cstdlib>

namespace sat {
namespace {

std::array<int, 3> three_variables(int variables, affine::Random& random) {
  std::array<int, 3> chosen{};
  for (std::size_t i = 0; i < chosen.size();) {
    const int candidate = static_cast<int>(random.below(static_cast<std::uint64_t>(variables))) + 1;
    bool fresh = true;
    for (std::size_t j = 0; j < i; ++j) fresh = fresh && chosen[j] != candidate;
    if (fresh) chosen[i++] = candidate;
  }
  return chosen;
}

// Weights 3q, 3q², q³ scaled to 2^32 as integers, so that no floating-point rounding can differ
// between machines: q = 0.6180339887498949.
int agreeing_literals(affine::Random& random) {
  constexpr std::uint64_t one = 7963307308u, two = 4921594580u, three = 1013904243u;
  const std::uint64_t draw = random.below(one + two + three);
  return draw < one ? 1 : draw < one + two ? 2 : 3;
}

}  // namespace

Formula planted(int variables, int clauses, const std::vector<bool>& plant,
                affine::Random& random) {
  Formula formula{variables, {}};
  for (int i = 0; i < clauses; ++i) {
    const auto chosen = three_variables(variables, random);
    std::array<bool, 3> agrees{};
    const int count = agreeing_literals(random);
    for (int j = 0; j < count; ++j) agrees[static_cast<std::size_t>(j)] = true;
    random.shuffle(agrees);
    Clause clause;
    for (std::size_t j = 0; j < 3; ++j) {
      const bool positive = plant[static_cast<std::size_t>(chosen[j])] == agrees[j];
      clause.push_back(positive ? chosen[j] : -chosen[j]);
    }
    formula.clauses.push_back(std::move(clause));
  }
  return formula;
}

Formula uniform(int variables, int clauses, affine::Random& random) {
  Formula formula{variables, {}};
  for (int i = 0; i < clauses; ++i) {
    Clause clause;
    for (const int variable : three_variables(variables, random)) {
      clause.push_back(random.below(2) == 0 ? variable : -variable);
    }
    formula.clauses.push_back(std::move(clause));
  }
  return formula;
}

std::optional<std::vector<bool>> decide(const Formula& formula) {
  CaDiCaL::Solver solver;
  for (const auto& clause : formula.clauses) {
    for (const int literal : clause) solver.add(literal);
    solver.add(0);
  }
  constexpr int satisfiable = 10;
  if (solver.solve() != satisfiable) return {};
  std::vector<bool> values(static_cast<std::size_t>(formula.variables) + 1);
  for (int v = 1; v <= formula.variables; ++v) {
    values[static_cast<std::size_t>(v)] = v <= solver.vars() && solver.val(v) > 0;
  }
  return values;
}

bool satisfies(const Formula& formula, const Assignment& assignment) {
  for (const auto& clause : formula.clauses) {
    bool satisfied = false;
    for (const int literal : clause) {
      const auto& value = assignment[static_cast<std::size_t>(std::abs(literal))];
      satisfied = satisfied || (value.has_value() && *value == (literal > 0));
    }
    if (!satisfied) return false;
  }
  return true;
}

std::string write(const Formula& formula) {
  std::string text;
  for (const auto& clause : formula.clauses) {
    for (std::size_t i = 0; i < clause.size(); ++i) {
      if (i > 0) text += ' ';
      text += std::to_string(clause[i]);
    }
    text += '\n';
  }
  return text;
}

std::optional<Formula> read(std::string_view text, int variables) {
  Formula formula{variables, {}};
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    Clause clause;
    while (!line.empty()) {
      int literal = 0;
      const auto [rest, error] = std::from_chars(line.data(), line.data() + line.size(), literal);
      if (error != std::errc{} || literal == 0 || std::abs(literal) > variables) return {};
      clause.push_back(literal);
      line.remove_prefix(static_cast<std::size_t>(rest - line.data()));
      if (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    }
    if (clause.empty()) return {};
    formula.clauses.push_back(std::move(clause));
  }
  return formula;
}

}  // namespace sat
