// SPDX-License-Identifier: MIT
/// Runs programs as Python would, within limits. What it gives is what Python prints: a test holds
/// the two together.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tree.hpp"

namespace programs {

/// How far a run may go.
struct Limits {
  std::int64_t steps = 20'000;     ///< statements, and rounds of `while`
  std::size_t output_bytes = 800;  ///< printed, with line breaks
  std::size_t most_items = 60;     ///< letters of a text, numbers of a list
};

/// A run that came to its end.
struct Run {
  std::string output;      ///< all that was printed
  std::int64_t steps = 0;  ///< statements, and rounds of `while`
};

/// How far loops go. `once` runs each body at most once, as somebody does who reads a program
/// without following it.
enum class Loops { all, once };

/// Runs a program. `input` is what it reads, a line for each `read`; lines that it does not read do
/// no harm.
///
/// Gives nothing when the program goes beyond the limits or does what Python would raise for or
/// what is not the same in every version (an empty list's maximum, an integer of more than twelve
/// digits, recursion beyond 40), or when the input ends early or has another form than the program
/// reads.
[[nodiscard]] std::optional<Run> run(const Program& program, const Limits& limits,
                                     std::string_view input = {}, Loops loops = Loops::all);

}  // namespace programs
