// SPDX-License-Identifier: MIT
/// Makes programs from seeds: typed, always ending, with loops, branches, functions, texts, lists
/// and tables.
#pragma once

#include <affine/sdk/random.hpp>
#include <optional>
#include <string>

#include "interpreter.hpp"

namespace programs {

/// How large and how deep programs of a level are.
struct Shape {
  int variables;                         ///< declared before the blocks; more than `inputs`
  int blocks;                            ///< loops, or a few statements and a loop
  int depth;                             ///< of nested loops; at least 1
  bool functions;                        ///< one or two
  std::int64_t least_steps, most_steps;  ///< statements that run
  int inputs = 0;                        ///< variables that are read instead of given
};

/// A program that prints at least two lines, with what it prints.
struct Specimen {
  Program program;
  std::string input;   ///< a line for each variable that is read
  std::string output;  ///< what the program prints for this input
  /// What somebody would say who reads loops as if they ran once; never the output.
  std::string careless;
};

/// An input of the form that the program reads; empty if it reads nothing.
[[nodiscard]] std::string draw_input(const Program& program, affine::Random& random);
/// One line of it, with its line break: an integer, a text or a list; never a table.
[[nodiscard]] std::string draw_line(Type type, affine::Random& random);

/// One attempt; nothing if it came out too easy, too long or beyond the limits: try again with the
/// same stream.
[[nodiscard]] std::optional<Specimen> attempt(const Shape& shape, affine::Random& random);

}  // namespace programs
