#include "generator.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace programs {
namespace {

using affine::Random;

constexpr std::array<std::string_view, 18> integer_names = {"a",     "b",    "k",    "m",    "p",     "q",
                                                            "r",     "u",    "v",    "acc",  "total", "state",
                                                            "count", "size", "left", "mark", "step",  "carry"};
constexpr std::array<std::string_view, 8> text_names = {"s", "t", "word", "line", "text", "label", "key", "tape"};
constexpr std::array<std::string_view, 8> list_names = {"items", "nums",  "data", "row",
                                                        "queue", "parts", "heap", "lst"};
constexpr std::array<std::string_view, 6> table_names = {"seen", "freq", "score", "index", "tally", "memo"};
constexpr std::array<std::string_view, 6> counter_names = {"i", "j", "g", "h", "n", "z"};
constexpr std::array<std::string_view, 6> letter_names = {"ch", "c", "e", "sym", "let", "o"};
constexpr std::array<std::string_view, 6> function_names = {"mix", "step_of", "fold", "weigh", "turn", "rank"};
constexpr std::array<Integer, 8> moduli = {13, 29, 53, 97, 101, 251, 499, 997};

// ---- building trees

Expression number(Integer n) { return {Operation::number, n, {}, {}}; }
Expression variable(const std::string& name) { return {Operation::variable, 0, name, {}}; }
Expression text(std::string t) { return {Operation::text, 0, std::move(t), {}}; }
/// Always written with braces: unlike the arguments of a call, what stands in braces is evaluated in order, and most of
/// it draws from the stream.
struct Made : Expression {
  template <class... Operands>
  Made(Operation made, Integer n, Operands... parts) : Expression{made, n, {}, {std::move(parts)...}} {}
};
Statement assign(const std::string& name, Expression value) {
  return {Kind::assign, name, {std::move(value)}, Type::integer, {}, {}};
}

class Author {
 public:
  Author(const Shape& shape, Random& random) : shape_(shape), random_(random) {}

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
  struct Variable {
    std::string name;
    Type type = Type::integer;
    bool fixed = false;      ///< a counter or the letter of a loop: never assigned
    bool traversed = false;  ///< a loop goes over it: not changed in place
  };
  struct Callable {
    std::string name;
    std::size_t parameters;
    Integer bound;  ///< arguments are taken modulo this; 0: as they are
  };

  // ---- choices

  bool chance(double probability) { return random_.chance(probability); }
  Integer between(Integer low, Integer high) { return random_.between(low, high); }
  Integer modulus() { return moduli[random_.below(moduli.size())]; }
  std::string letter() { return std::string(1, static_cast<char>('a' + random_.below(6))); }
  std::string letters(Integer least, Integer most) {
    std::string word;
    for (Integer i = between(least, most); i > 0; --i) word += letter();
    return word;
  }

  template <std::size_t N>
  std::string fresh(const std::array<std::string_view, N>& names) {
    for (;;) {
      std::string name(names[random_.below(N)]);
      if (used_.find("," + name + ",") == std::string::npos) {
        used_ += name + ",";
        return name;
      }
      // All taken: a number makes it a new one.
      if (chance(0.3)) {
        name += std::to_string(++numbered_);
        used_ += name + ",";
        return name;
      }
    }
  }

  template <class Fits>
  const Variable* pick(Fits fits) {
    std::vector<const Variable*> fitting;
    for (const auto& v : scope_) {
      if (fits(v)) fitting.push_back(&v);
    }
    return fitting.empty() ? nullptr : fitting[random_.below(fitting.size())];
  }
  const Variable* pick(Type type) {
    return pick([type](const Variable& v) { return v.type == type; });
  }
  /// One that may be assigned.
  const Variable* pick_open(Type type) {
    return pick([type](const Variable& v) { return v.type == type && !v.fixed; });
  }

  // ---- expressions

  Expression integer(int depth) {
    if (depth <= 0 || chance(0.25)) {
      const Variable* known = chance(0.75) ? pick(Type::integer) : nullptr;
      return known != nullptr ? variable(known->name) : number(between(1, 20));
    }
    switch (random_.below(10)) {
      case 0:
      case 1:
        return combined(Operation::add, depth - 1);
      case 2:
        return combined(Operation::subtract, depth - 1);
      case 3:
        return Made{Operation::multiply, 0, varying(depth - 1), number(between(2, 9))};
      case 4:
        return Made{Operation::modulo, between(3, 17), varying(depth - 1)};
      case 5:
        return Made{Operation::divide, between(2, 5), varying(depth - 1)};
      case 6:
        return of_list(depth);
      case 7:
        return of_text(depth);
      case 8:
        return of_table(depth);
      default:
        return call(depth);
    }
  }

  /// Two different expressions, not both plain numbers: what would fold into a constant teaches nothing.
  std::pair<Expression, Expression> two(int depth) {
    for (;;) {
      Expression left = integer(depth), right = integer(depth);
      const bool numbers = left.operation == Operation::number && right.operation == Operation::number;
      const bool same =
          left.operation == Operation::variable && right.operation == Operation::variable && left.text == right.text;
      if (!numbers && !same) return {std::move(left), std::move(right)};
    }
  }
  Expression combined(Operation operation, int depth) {
    auto [left, right] = two(depth);
    return Made{operation, 0, std::move(left), std::move(right)};
  }
  /// One that is no plain number.
  Expression varying(int depth) {
    for (;;) {
      Expression e = integer(depth);
      if (e.operation != Operation::number) return e;
    }
  }

  Expression of_list(int depth) {
    const Variable* list = pick(Type::list);
    if (list == nullptr) return integer(depth - 1);
    switch (random_.below(5)) {
      case 0:
        return Made{Operation::total, 0, variable(list->name)};
      case 1:
        return Made{Operation::largest, 0, variable(list->name)};
      case 2:
        return Made{Operation::smallest, 0, variable(list->name)};
      default:
        return Made{Operation::item, 0, variable(list->name), integer(0)};
    }
  }

  Expression of_text(int depth) {
    const Variable* known = pick([](const Variable& v) { return v.type == Type::text && !v.fixed; });
    if (known == nullptr) return integer(depth - 1);
    if (chance(0.3)) return Made{Operation::code, 0, Made{Operation::letter, 0, variable(known->name), integer(0)}};
    if (chance(0.4)) return Made{Operation::length, 0, variable(known->name)};
    return Made{Operation::occurrences, 0, variable(known->name), text(letter())};
  }

  Expression of_table(int depth) {
    const Variable* table = pick(Type::table);
    if (table == nullptr) return integer(depth - 1);
    return Made{Operation::look_up, 0, variable(table->name), one_letter()};
  }

  Expression call(int depth) {
    if (callables_.empty()) return integer(depth - 1);
    const Callable& callable = callables_[random_.below(callables_.size())];
    Expression e{Operation::call, 0, callable.name, {}};
    for (std::size_t i = 0; i < callable.parameters; ++i) {
      Expression argument = integer(depth - 1);
      e.operands.push_back(callable.bound > 0 ? Made{Operation::modulo, callable.bound, std::move(argument)}
                                              : std::move(argument));
    }
    return e;
  }

  /// A text of one letter.
  Expression one_letter() {
    const Variable* here = pick([](const Variable& v) { return v.type == Type::text && v.fixed; });
    if (here != nullptr && chance(0.7)) return variable(here->name);
    const Variable* known = pick_open(Type::text);
    if (known != nullptr && chance(0.5)) return Made{Operation::letter, 0, variable(known->name), integer(0)};
    return text(letter());
  }

  Expression condition() {
    const Variable* here = pick([](const Variable& v) { return v.type == Type::text && v.fixed; });
    if (here != nullptr && chance(0.5)) return Made{Operation::same, 0, variable(here->name), text(letter())};
    switch (random_.below(3)) {
      case 0:
        return Made{Operation::divisible, between(2, 4), varying(1)};
      case 1:
        return combined(Operation::less, 1);
      default:
        return Made{Operation::less, 0, Made{Operation::modulo, between(5, 11), varying(1)}, number(between(2, 4))};
    }
  }

  // ---- statements

  Statement declare(int index) {
    // At least one of integer, text and list; the rest by chance.
    const auto type = index < 3 ? static_cast<Type>(index) : static_cast<Type>(random_.below(4));
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
        for (Integer i = between(3, 6); i > 0; --i) values.operands.push_back(number(between(0, 40)));
        return assign(v.name, std::move(values));
      }
      case Type::table:
        break;
    }
    const auto& v = scope_.emplace_back(Variable{fresh(table_names), Type::table});
    return assign(v.name, Made{Operation::table, 0});
  }

  /// Changes some variable.
  Statement change() {
    switch (random_.below(6)) {
      case 0:
        if (const Variable* v = pick_open(Type::text)) return assign(v->name, changed_text(v->name));
        break;
      case 1:
        if (const Variable* v = pick([](const Variable& x) { return x.type == Type::list && !x.traversed; })) {
          return changed_list(v->name);
        }
        break;
      case 2:
        if (const Variable* v = pick(Type::table)) {
          Expression key = one_letter();
          Expression old = Made{Operation::look_up, 0, variable(v->name), key};
          return {Kind::store, v->name, {Made{Operation::add, 0, std::move(old), integer(1)}, std::move(key)},
                  Type::table, {},      {}};
        }
        break;
      default:
        break;
    }
    const Variable* v = pick_open(Type::integer);
    return assign(v->name, changed_integer(v->name));
  }

  Expression changed_integer(const std::string& name) {
    if (chance(0.3)) return Made{Operation::add, 0, variable(name), integer(1)};
    Expression grown =
        chance(0.6) ? Made{Operation::multiply, 0, variable(name), number(between(2, 9))} : variable(name);
    return Made{Operation::modulo, modulus(), Made{Operation::add, 0, std::move(grown), integer(2)}};
  }

  Expression changed_text(const std::string& name) {
    const Integer cut = between(1, 3);
    switch (random_.below(4)) {
      case 0:
        return Made{Operation::backwards, 0, variable(name)};
      case 1: {
        const std::string gone = letter(), come = letter();
        if (gone == come) return Made{Operation::backwards, 0, variable(name)};
        return Made{Operation::replace, 0, variable(name), text(gone), text(come)};
      }
      case 2:
        return Made{Operation::join, 0, Made{Operation::from, 1, variable(name)}, one_letter()};
      default:
        return Made{Operation::join, 0, Made{Operation::from, cut, variable(name)},
                    Made{Operation::upto, cut, variable(name)}};
    }
  }

  Statement changed_list(const std::string& name) {
    const auto bounded = [&] { return Made{Operation::modulo, modulus(), integer(2)}; };
    switch (random_.below(6)) {
      case 0:
        return {Kind::append, name, {bounded()}, Type::list, {}, {}};
      case 1:
      case 2:
        return {Kind::store, name, {bounded(), integer(1)}, Type::list, {}, {}};
      case 3:
        return assign(name, Made{Operation::extend, 0, Made{Operation::from, 1, variable(name)}, bounded()});
      case 4:
        return assign(name, Made{chance(0.5) ? Operation::sorted : Operation::backwards, 0, variable(name)});
      default:
        return assign(name, Made{Operation::scaled, between(2, 3), variable(name), number(between(1, 9))});
    }
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
      if (!v.fixed && v.type == (over_text ? Type::text : Type::list) && (over == nullptr || chance(0.5))) over = &v;
    }
    if (over == nullptr) return range_loop(depth);
    const std::string all = over->name, name = fresh(letter_names);
    const bool was_traversed = std::exchange(over->traversed, true);
    scope_.push_back({name, over_text ? Type::text : Type::integer, true});
    Statement loop{Kind::each, name, {variable(all)}, over_text ? Type::text : Type::list, changes(depth), {}};
    for (auto& v : scope_) {
      if (v.name == all) v.traversed = was_traversed;
    }
    return loop;
  }

  std::vector<Statement> counting_down(int depth) {
    const std::string name = fresh(counter_names);
    scope_.push_back({name, Type::integer, true});
    Statement loop{Kind::loop,     {}, {Made{Operation::less, 0, number(0), variable(name)}}, Type::integer,
                   changes(depth), {}};
    const bool halve = chance(0.5);
    loop.body.push_back(assign(name, halve ? Made{Operation::divide, between(2, 3), variable(name)}
                                           : Made{Operation::subtract, 0, variable(name), number(between(3, 9))}));
    return {assign(name, number(halve ? between(20, 400) : between(15, 50))), std::move(loop)};
  }

  // ---- functions

  Function straight_function() {
    Function f{fresh(function_names), {"a", "b"}, {}};
    const std::string local = "d";
    f.body.push_back(
        assign(local, Made{Operation::modulo, modulus(),
                           Made{Operation::add, 0, Made{Operation::multiply, 0, variable("a"), number(between(2, 9))},
                                variable("b")}}));
    Statement branch{Kind::branch,  {}, {Made{Operation::divisible, between(2, 3), variable(local)}},
                     Type::integer, {}, {}};
    branch.body.push_back(give(Made{Operation::add, 0, variable(local), number(between(1, 9))}));
    f.body.push_back(std::move(branch));
    f.body.push_back(give(Made{Operation::subtract, 0, variable(local), variable("b")}));
    callables_.push_back({f.name, 2, 0});
    return f;
  }

  Function recursive_function() {
    Function f{fresh(function_names), {"n"}, {}};
    Statement branch{Kind::branch, {}, {Made{Operation::less, 0, variable("n"), number(2)}}, Type::integer, {}, {}};
    branch.body.push_back(give(Made{Operation::add, 0, variable("n"), number(between(1, 7))}));
    f.body.push_back(std::move(branch));
    Expression deeper{Operation::call, 0, f.name, {Made{Operation::subtract, 0, variable("n"), number(between(1, 2))}}};
    f.body.push_back(
        give(Made{Operation::modulo, modulus(),
                  Made{Operation::add, 0, Made{Operation::multiply, 0, std::move(deeper), number(between(2, 5))},
                       variable("n")}}));
    callables_.push_back({f.name, 1, between(7, 12)});
    return f;
  }

  static Statement give(Expression value) { return {Kind::give, {}, {std::move(value)}, Type::integer, {}, {}}; }

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
  Random& random_;
  std::vector<Variable> scope_;
  std::vector<Callable> callables_;
  std::string used_ = ",x,d,";
  int numbered_ = 0;
};

}  // namespace

std::optional<Specimen> attempt(const Shape& shape, Random& random) {
  Specimen specimen{Author(shape, random).write(), {}, {}};
  Limits limits;
  limits.steps = shape.most_steps;
  const auto whole = run(specimen.program, limits);
  if (!whole || whole->steps < shape.least_steps) return {};
  const bool blank_line = whole->output.starts_with('\n') || whole->output.find("\n\n") != std::string::npos;
  const auto lines = std::count(whole->output.begin(), whole->output.end(), '\n');
  if (blank_line || lines < 2) return {};
  if (const auto careless = run(specimen.program, limits, Loops::once)) specimen.careless = careless->output;
  if (specimen.careless == whole->output) return {};
  specimen.output = whole->output;
  return specimen;
}

}  // namespace programs
