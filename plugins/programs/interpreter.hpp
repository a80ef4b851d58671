// SPDX-License-Identifier: MIT
/// Runs programs as Python would, within limits. What it gives is what Python prints: a test holds
/// the two together.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tree.hpp"

namespace programs {

struct Limits {
  std::int64_t steps = 20'000;     ///< statements
  std::size_t output_bytes = 800;  ///< printed
  std::size_t most_items = 60;     ///< of a text, list or table
};

struct Run {
  std::string output;
  std::int64_t steps = 0;
};

/// How far loops go. `once` runs each body at most once, as somebody does who reads a program
/// without following it.
enum class Loops { all, once };

/// `input`: what programs read, a line a time.
/// Nothing when the program goes beyond the limits or does what Python would raise for or what is
/// not the same in every version (an empty list's maximum, an integer of more than twelve digits,
/// recursion beyond 40).
[[nodiscard]] std::optional<Run> run(const Program& program, const Limits& limits,
                                     std::string_view input = {}, Loops loops = Loops::all);

}  // namespace programs
