// SPDX-License-Identifier: MIT
/// How a problem is posed and its arguments handed over: as a function to write, or as a program
/// that reads and prints.
#pragma once

#include <string>
#include <vector>

#include "problem.hpp"

namespace coding {

enum class Style { function, program };

/// The task in words; with `efficient`, large arguments are announced.
[[nodiscard]] std::string statement_of(const Problem& problem, Style style, bool efficient);

/// A whole answer from a text that defines solve(…).
[[nodiscard]] std::string answer_from(const std::string& solve, const Problem& problem,
                                      Style style);

/// What is run for an answer: itself, or a driver that calls its function.
[[nodiscard]] std::string runnable(const std::string& answer, Style style);

/// Arguments as the standard input, a result as the expected output.
[[nodiscard]] std::string input_of(const std::vector<Value>& arguments, Style style);
[[nodiscard]] std::string output_of(const Value& result, Style style);

/// Whether an output is right. Of a function's run only the last line counts: the driver's.
[[nodiscard]] bool same_output(std::string_view output, std::string_view expected, Style style);

}  // namespace coding
