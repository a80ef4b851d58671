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
  int variables, blocks, depth;  ///< depth of nested loops
  bool functions;
  std::int64_t least_steps, most_steps;  ///< statements that run
  int inputs = 0;                        ///< variables that are read instead of given
};

/// A program that prints at least two lines, with what it prints.
struct Specimen {
  Program program;
  std::string input, output;
  /// What somebody would say who reads loops as if they ran once; never the output.
  std::string careless;
};

/// Another input of the kind that the program reads.
[[nodiscard]] std::string draw_input(const Program& program, affine::Random& random);
/// One line of it: an integer, a text or a list.
[[nodiscard]] std::string draw_line(Type type, affine::Random& random);

/// One attempt; nothing if it came out too easy, too long or beyond the limits: try again with the
/// same stream.
[[nodiscard]] std::optional<Specimen> attempt(const Shape& shape, affine::Random& random);

}  // namespace programs
