// SPDX-License-Identifier: MIT
/// Programs as trees: a small, typed part of Python, of which every program ends.
#pragma once

#include <string>
#include <vector>

#include "value.hpp"

namespace programs {

/// What an expression does with its operands a, b, c; `n` is its number, `t` its text.
enum class Operation {
  // integers
  number,       // n
  add,          // a + b
  subtract,     // a - b
  multiply,     // a * b
  modulo,       // a % n, n > 0
  divide,       // a // n, n > 0
  length,       // len(a), of a text, list or table
  total,        // sum(a)
  largest,      // max(a), of a list that is not empty
  smallest,     // min(a)
  item,         // a[b % len(a)], of a list that is not empty
  occurrences,  // a.count(b), of texts
  code,         // ord(a), of one letter
  look_up,      // a.get(b, 0), of a table
  call,         // t(a, …)
  // texts
  text,     // t
  join,     // a + b
  letter,   // a[b % len(a)], of a text that is not empty
  replace,  // a.replace(b, c), of single letters
  // texts and lists
  from,       // a[n:]
  upto,       // a[:n]
  backwards,  // a[::-1]
  // lists
  list,    // [a, b, …]
  sorted,  // sorted(a)
  extend,  // a + [b]
  scaled,  // [x * n + b for x in a], b without x
  // tables
  table,  // {}
  // conditions, which are integers 0 and 1 here and stand only after if
  less,       // a < b
  same,       // a == b, of integers or texts
  divisible,  // a % n == 0
  // anything
  variable,  // t
};

/// See Operation for which parts each operation uses.
struct Expression {
  Operation operation = Operation::number;
  Integer number = 0;                ///< n
  std::string text;                  ///< t
  std::vector<Expression> operands;  ///< a, b, c
};

/// What a statement does.
enum class Kind {
  read,    // name = a line of the input: int(input()), input(), or a list of integers
  assign,  // name = value
  append,  // name.append(value)
  store,   // name[key] = value; of a list: name[key % len(name)] = value
  branch,  // if value: body else: otherwise
  range,   // for name in range(value): body
  each,    // for name in value: body, of a text or a list
  loop,    // while value: body
  print,   // print(values…)
  give,    // return value
};

/// See Kind for which parts each kind uses.
struct Statement {
  Kind kind = Kind::assign;
  std::string name;
  std::vector<Expression> values;  ///< value; for store: value, key; for print: all
  Type type = Type::integer;       ///< of the variable that `read`, `store` and `each` use
  std::vector<Statement> body, otherwise;
};

/// A function that returns an integer and sees no variables but its own.
struct Function {
  std::string name;
  std::vector<std::string> parameters;  ///< integers
  std::vector<Statement> body;          ///< every way through it ends with `give`
};

/// A whole program.
struct Program {
  std::vector<Function> functions;  ///< each has a name of its own
  std::vector<Statement> body;      ///< what runs; functions do not see its variables
};

}  // namespace programs
