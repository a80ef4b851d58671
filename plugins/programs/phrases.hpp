// SPDX-License-Identifier: MIT
/// What programs are written of: names in scope, and random expressions over them.
#pragma once

#include <affine/sdk/random.hpp>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tree.hpp"

namespace programs {

/// What results are taken modulo, so that numbers stay small.
constexpr std::array<Integer, 8> moduli = {13, 29, 53, 97, 101, 251, 499, 997};

/// An integer as an expression.
inline Expression number(Integer n) { return {Operation::number, n, {}, {}}; }
/// A variable as an expression.
inline Expression variable(const std::string& name) { return {Operation::variable, 0, name, {}}; }
/// A text as an expression.
inline Expression text(std::string t) { return {Operation::text, 0, std::move(t), {}}; }
/// An expression with operands. Always written with braces: unlike the arguments of a call, what
/// stands in braces is evaluated in order, and most of it draws from the stream.
struct Made : Expression {
  /// `n` is the number that some operations carry; the operands stand in the order of Python.
  template <class... Operands>
  Made(Operation made, Integer n, Operands... parts)
      : Expression{made, n, {}, {std::move(parts)...}} {}
};

/// Draws expressions from a stream. Every name that it uses stands for a value of the right type.
class Phrases {
 public:
  /// `random` must outlive this object; every choice is drawn from it.
  explicit Phrases(affine::Random& random) : random_(random) {}

 protected:
  /// A name in scope.
  struct Variable {
    std::string name;
    Type type = Type::integer;  ///< of its value; it never changes
    bool fixed = false;         ///< a counter or the letter of a loop: never assigned
    bool traversed = false;     ///< a loop goes over it: not changed in place
  };
  /// A function of the program; it takes and returns integers.
  struct Callable {
    std::string name;
    std::size_t parameters;  ///< how many
    Integer bound;           ///< arguments are taken modulo this; 0: as they are
  };

  // ---- choices

  /// True with this probability, from 0 to 1.
  bool chance(double probability) { return random_.chance(probability); }
  /// A number from `low` to `high`, both included.
  Integer between(Integer low, Integer high) { return random_.between(low, high); }
  /// One of the moduli.
  Integer modulus() { return moduli[random_.below(moduli.size())]; }
  /// A letter from a to f, and a word of `least` to `most` of them.
  std::string letter() { return std::string(1, static_cast<char>('a' + random_.below(6))); }
  std::string letters(Integer least, Integer most) {
    std::string word;
    for (Integer i = between(least, most); i > 0; --i) word += letter();
    return word;
  }

  /// A name that the program does not use yet: one of `names`, or one of them with a number.
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

  /// A variable in scope that fits, or null. It is valid until the scope changes.
  template <class Fits>
  const Variable* pick(Fits fits) {
    std::vector<const Variable*> fitting;
    for (const auto& v : scope_) {
      if (fits(v)) fitting.push_back(&v);
    }
    return fitting.empty() ? nullptr : fitting[random_.below(fitting.size())];
  }
  /// One of this type.
  const Variable* pick(Type type) {
    return pick([type](const Variable& v) { return v.type == type; });
  }
  /// One of this type that may be assigned.
  const Variable* pick_open(Type type) {
    return pick([type](const Variable& v) { return v.type == type && !v.fixed; });
  }

  // ---- expressions

  /// An integer. `depth` bounds how deep its operations are nested; 0: a variable or a number.
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

  /// Two different expressions, not both plain numbers: what would fold into a constant teaches
  /// nothing.
  std::pair<Expression, Expression> two(int depth) {
    for (;;) {
      Expression left = integer(depth), right = integer(depth);
      const bool numbers =
          left.operation == Operation::number && right.operation == Operation::number;
      const bool same = left.operation == Operation::variable &&
                        right.operation == Operation::variable && left.text == right.text;
      if (!numbers && !same) return {std::move(left), std::move(right)};
    }
  }
  /// An operation on two such expressions.
  Expression combined(Operation operation, int depth) {
    auto [left, right] = two(depth);
    return Made{operation, 0, std::move(left), std::move(right)};
  }
  /// An integer expression that is no plain number.
  Expression varying(int depth) {
    for (;;) {
      Expression e = integer(depth);
      if (e.operation != Operation::number) return e;
    }
  }

  /// An integer from a list, text or table in scope, or by a call of a function; where there is
  /// none, any integer expression that is less deep.
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
    const Variable* known =
        pick([](const Variable& v) { return v.type == Type::text && !v.fixed; });
    if (known == nullptr) return integer(depth - 1);
    if (chance(0.3))
      return Made{Operation::code, 0,
                  Made{Operation::letter, 0, variable(known->name), integer(0)}};
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
      e.operands.push_back(callable.bound > 0
                               ? Made{Operation::modulo, callable.bound, std::move(argument)}
                               : std::move(argument));
    }
    return e;
  }

  /// A text of one letter: the letter of a loop, one of a text in scope, or a plain one.
  Expression one_letter() {
    const Variable* here = pick([](const Variable& v) { return v.type == Type::text && v.fixed; });
    if (here != nullptr && chance(0.7)) return variable(here->name);
    const Variable* known = pick_open(Type::text);
    if (known != nullptr && chance(0.5))
      return Made{Operation::letter, 0, variable(known->name), integer(0)};
    return text(letter());
  }

  /// What stands after `if`: a comparison or a test of divisibility.
  Expression condition() {
    const Variable* here = pick([](const Variable& v) { return v.type == Type::text && v.fixed; });
    if (here != nullptr && chance(0.5))
      return Made{Operation::same, 0, variable(here->name), text(letter())};
    switch (random_.below(3)) {
      case 0:
        return Made{Operation::divisible, between(2, 4), varying(1)};
      case 1:
        return combined(Operation::less, 1);
      default:
        return Made{Operation::less, 0, Made{Operation::modulo, between(5, 11), varying(1)},
                    number(between(2, 4))};
    }
  }

  affine::Random& random_;           ///< where every choice comes from
  std::vector<Variable> scope_;      ///< variables that expressions may use
  std::vector<Callable> callables_;  ///< functions that expressions may call

 private:
  /// Names that are taken, each between commas; x and d are those of comprehensions and functions.
  std::string used_ = ",x,d,";
  int numbered_ = 0;  ///< how many names got a number
};

}  // namespace programs
