// SPDX-License-Identifier: MIT
/// Statements that change a variable.
#pragma once

#include <string>
#include <utility>

#include "phrases.hpp"

namespace programs {

/// name = value
inline Statement assign(const std::string& name, Expression value) {
  return {Kind::assign, name, {std::move(value)}, Type::integer, {}, {}};
}

/// Draws changes of the variables in scope. An integer must be among them.
class Changes : protected Phrases {
 public:
  /// `random` must outlive this object; every choice is drawn from it.
  explicit Changes(affine::Random& random) : Phrases(random) {}

 protected:
  /// Changes some variable.
  Statement change() {
    switch (random_.below(6)) {
      case 0:
        if (const Variable* v = pick_open(Type::text))
          return assign(v->name, changed_text(v->name));
        break;
      case 1:
        if (const Variable* v =
                pick([](const Variable& x) { return x.type == Type::list && !x.traversed; })) {
          return changed_list(v->name);
        }
        break;
      case 2:
        if (const Variable* v = pick(Type::table)) {
          Expression key = one_letter();
          Expression old = Made{Operation::look_up, 0, variable(v->name), key};
          return {Kind::store,
                  v->name,
                  {Made{Operation::add, 0, std::move(old), integer(1)}, std::move(key)},
                  Type::table,
                  {},
                  {}};
        }
        break;
      default:
        break;
    }
    const Variable* v = pick_open(Type::integer);
    return assign(v->name, changed_integer(v->name));
  }

  /// A new value for an integer or a text.
  Expression changed_integer(const std::string& name) {
    if (chance(0.3)) return Made{Operation::add, 0, variable(name), integer(1)};
    Expression grown = chance(0.6)
                           ? Made{Operation::multiply, 0, variable(name), number(between(2, 9))}
                           : variable(name);
    return Made{Operation::modulo, modulus(),
                Made{Operation::add, 0, std::move(grown), integer(2)}};
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

  /// A change of a list in place, or a new list for it.
  Statement changed_list(const std::string& name) {
    const auto bounded = [&] { return Made{Operation::modulo, modulus(), integer(2)}; };
    switch (random_.below(6)) {
      case 0:
        return {Kind::append, name, {bounded()}, Type::list, {}, {}};
      case 1:
      case 2:
        return {Kind::store, name, {bounded(), integer(1)}, Type::list, {}, {}};
      case 3:
        return assign(
            name, Made{Operation::extend, 0, Made{Operation::from, 1, variable(name)}, bounded()});
      case 4:
        return assign(
            name, Made{chance(0.5) ? Operation::sorted : Operation::backwards, 0, variable(name)});
      default:
        return assign(
            name, Made{Operation::scaled, between(2, 3), variable(name), number(between(1, 9))});
    }
  }
};

}  // namespace programs
