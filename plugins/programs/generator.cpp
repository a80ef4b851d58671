// SPDX-License-Identifier: MIT
#include "generator.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "changes.hpp"

namespace programs {
namespace {

using affine::Random;

constexpr std::array<std::string_view, 18> integer_names = {
    "a",   "b",     "k",     "m",     "p",    "q",    "r",    "u",    "v",
    "acc", "total", "state", "count", "size", "left", "mark", "step", "carry"};
constexpr std::array<std::string_view, 8> text_names = {"s",    "t",     "word", "line",
                                                        "text", "label", "key",  "tape"};
constexpr std::array<std::string_view, 8> list_names = {"items", "nums",  "data", "row",
                                                        "queue", "parts", "heap", "lst"};
constexpr std::array<std::string_view, 6> table_names = {"seen",  "freq",  "score",
                                                         "index", "tally", "memo"};
constexpr std::array<std::string_view, 6> counter_names = {"i", "j", "g", "h", "n", "z"};
constexpr std::array<std::string_view, 6> letter_names = {"ch", "c", "e", "sym", "let", "o"};
constexpr std::array<std::string_view, 6> function_names = {"mix",   "step_of", "fold",
                                                            "weigh", "turn",    "rank"};

/// Writes one program, from its declarations to its last prints.
class Author : private Changes {
 public:
  Author(const Shape& shape, Random& random) : Changes(random), shape_(shape) {}

  Program write() {
    Program program;
    if (shape_.functions) {
      program.functions.push_back(straight_function());
      if (random_.chance(0.6)) program.functions.push_back(recursive_function());
    }
    for (int i = 0; i < shape_.variables; ++i) program.body.push_back(declare(i));
    for (int i = 0; i < shape_.blocks; ++i) {
      for (auto& statement : block(shape_.depth)) program.body.push_back(std::move(statement));
      if (random_.chance(0.35)) program.body.push_back(print_one());
    }
    for (auto& statement : print_all()) program.body.push_back(std::move(statement));
    return program;
  }

 private:
  // ---- statements

  Statement declare(int index) {
    if (index < shape_.inputs) {
      const auto type = static_cast<Type>(random_.below(3));
      const auto& v = scope_.emplace_back(Variable{type == Type::integer ? fresh(integer_names)
                                                   : type == Type::text  ? fresh(text_names)
                                                                         : fresh(list_names),
                                                   type});
      return {Kind::read, v.name, {}, type, {}, {}};
    }
    // At least one of integer, text and list; the rest by chance.
    const int own = index - shape_.inputs;
    const auto type = own < 3 ? static_cast<Type>(own) : static_cast<Type>(random_.below(4));
    switch (type) {
      case Type::integer: {
        const auto& v = scope_.emplace_back(Variable{fresh(integer_names), type});
        return assign(v.name, number(between(1, 60)));
      }
      case Type::text: {
        const auto& v = scope_.emplace_back(Variable{fresh(text_names), type});
        return assign(v.name, text(letters(4, 8)));
      }
      case Type::list: {
        const auto& v = scope_.emplace_back(Variable{fresh(list_names), type});
        Expression values{Operation::list, 0, {}, {}};
        for (Integer i = between(3, 6); i > 0; --i)
          values.operands.push_back(number(between(0, 40)));
        return assign(v.name, std::move(values));
      }
      case Type::table:
        break;
    }
    const auto& v = scope_.emplace_back(Variable{fresh(table_names), Type::table});
    return assign(v.name, Made{Operation::table, 0});
  }

  std::vector<Statement> changes(int depth) {
    std::vector<Statement> body;
    for (Integer i = between(1, 3); i > 0; --i) {
      if (!chance(0.35)) {
        body.push_back(change());
        continue;
      }
      Statement branch{Kind::branch, {}, {condition()}, Type::integer, {}, {}};
      branch.body.push_back(change());
      if (chance(0.6)) branch.otherwise.push_back(change());
      body.push_back(std::move(branch));
    }
    if (depth > 1 && chance(0.5)) {
      for (auto& statement : block(depth - 1)) body.push_back(std::move(statement));
    }
    return body;
  }

  /// A loop, or a few statements in a row. Variables of a loop are forgotten after it.
  std::vector<Statement> block(int depth) {
    const std::size_t known = scope_.size();
    std::vector<Statement> statements;
    switch (random_.below(4)) {
      case 0:
        statements.push_back(range_loop(depth));
        break;
      case 1:
        statements.push_back(each_loop(depth));
        break;
      case 2:
        for (auto& statement : counting_down(depth)) statements.push_back(std::move(statement));
        break;
      default:
        statements.push_back(change());
        statements.push_back(range_loop(depth));
    }
    scope_.resize(known);
    return statements;
  }

  Statement range_loop(int depth) {
    const std::string name = fresh(counter_names);
    scope_.push_back({name, Type::integer, true});
    return {Kind::range, name, {number(between(3, 7))}, Type::integer, changes(depth), {}};
  }

  Statement each_loop(int depth) {
    const bool over_text = chance(0.6);
    Variable* over = nullptr;
    for (auto& v : scope_) {
      if (!v.fixed && v.type == (over_text ? Type::text : Type::list) &&
          (over == nullptr || chance(0.5)))
        over = &v;
    }
    if (over == nullptr) return range_loop(depth);
    const std::string all = over->name, name = fresh(letter_names);
    const bool was_traversed = std::exchange(over->traversed, true);
    scope_.push_back({name, over_text ? Type::text : Type::integer, true});
    Statement loop{Kind::each,     name, {variable(all)}, over_text ? Type::text : Type::list,
                   changes(depth), {}};
    for (auto& v : scope_) {
      if (v.name == all) v.traversed = was_traversed;
    }
    return loop;
  }

  std::vector<Statement> counting_down(int depth) {
    const std::string name = fresh(counter_names);
    scope_.push_back({name, Type::integer, true});
    Statement loop{
        Kind::loop,     {}, {Made{Operation::less, 0, number(0), variable(name)}}, Type::integer,
        changes(depth), {}};
    const bool halve = chance(0.5);
    loop.body.push_back(
        assign(name, halve ? Made{Operation::divide, between(2, 3), variable(name)}
                           : Made{Operation::subtract, 0, variable(name), number(between(3, 9))}));
    return {assign(name, number(halve ? between(20, 400) : between(15, 50))), std::move(loop)};
  }

  // ---- functions

  Function straight_function() {
    Function f{fresh(function_names), {"a", "b"}, {}};
    const std::string local = "d";
    f.body.push_back(
        assign(local, Made{Operation::modulo, modulus(),
                           Made{Operation::add, 0,
                                Made{Operation::multiply, 0, variable("a"), number(between(2, 9))},
                                variable("b")}}));
    Statement branch{
        Kind::branch,  {}, {Made{Operation::divisible, between(2, 3), variable(local)}},
        Type::integer, {}, {}};
    branch.body.push_back(give(Made{Operation::add, 0, variable(local), number(between(1, 9))}));
    f.body.push_back(std::move(branch));
    f.body.push_back(give(Made{Operation::subtract, 0, variable(local), variable("b")}));
    callables_.push_back({f.name, 2, 0});
    return f;
  }

  Function recursive_function() {
    Function f{fresh(function_names), {"n"}, {}};
    Statement branch{Kind::branch,  {}, {Made{Operation::less, 0, variable("n"), number(2)}},
                     Type::integer, {}, {}};
    branch.body.push_back(give(Made{Operation::add, 0, variable("n"), number(between(1, 7))}));
    f.body.push_back(std::move(branch));
    Expression deeper{Operation::call,
                      0,
                      f.name,
                      {Made{Operation::subtract, 0, variable("n"), number(between(1, 2))}}};
    f.body.push_back(
        give(Made{Operation::modulo, modulus(),
                  Made{Operation::add, 0,
                       Made{Operation::multiply, 0, std::move(deeper), number(between(2, 5))},
                       variable("n")}}));
    callables_.push_back({f.name, 1, between(7, 12)});
    return f;
  }

  static Statement give(Expression value) {
    return {Kind::give, {}, {std::move(value)}, Type::integer, {}, {}};
  }

  // ---- printing

  Statement print_one() {
    const Variable* v = pick([](const Variable& x) { return x.type != Type::table; });
    return {Kind::print, {}, {variable(v->name)}, Type::integer, {}, {}};
  }

  std::vector<Statement> print_all() {
    std::vector<const Variable*> all;
    for (const auto& v : scope_) all.push_back(&v);
    random_.shuffle(all);
    std::vector<Statement> statements;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!statements.empty() && chance(0.3)) {
        statements.back().values.push_back(variable(all[i]->name));
      } else {
        statements.push_back({Kind::print, {}, {variable(all[i]->name)}, Type::integer, {}, {}});
      }
    }
    return statements;
  }

  const Shape& shape_;
};

}  // namespace

std::string draw_line(Type type, Random& random) {
  std::string line;
  if (type == Type::integer) {
    line = std::to_string(random.between(1, 400));
  } else if (type == Type::text) {
    for (auto i = random.between(4, 8); i > 0; --i)
      line += static_cast<char>('a' + random.below(6));
  } else {
    for (auto i = random.between(3, 6); i > 0; --i)
      line += std::to_string(random.between(0, 60)) + (i > 1 ? " " : "");
  }
  return line + '\n';
}

std::string draw_input(const Program& program, Random& random) {
  std::string input;
  for (const auto& statement : program.body) {
    if (statement.kind == Kind::read) input += draw_line(statement.type, random);
  }
  return input;
}

std::optional<Specimen> attempt(const Shape& shape, Random& random) {
  Specimen specimen{Author(shape, random).write(), {}, {}, {}};
  Limits limits;
  limits.steps = shape.most_steps;
  specimen.input = draw_input(specimen.program, random);
  const auto whole = run(specimen.program, limits, specimen.input);
  if (!whole || whole->steps < shape.least_steps) return {};
  const bool blank_line =
      whole->output.starts_with('\n') || whole->output.find("\n\n") != std::string::npos;
  const auto lines = std::count(whole->output.begin(), whole->output.end(), '\n');
  if (blank_line || lines < 2) return {};
  if (const auto careless = run(specimen.program, limits, specimen.input, Loops::once))
    specimen.careless = careless->output;
  if (specimen.careless == whole->output) return {};
  specimen.output = whole->output;
  return specimen;
}

}  // namespace programs
