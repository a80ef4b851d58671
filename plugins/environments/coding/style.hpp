// SPDX-License-Identifier: MIT
/// How a problem is posed and its arguments handed over: as a function to write, or as a program
/// that reads and prints.
#pragma once

#include <string>
#include <vector>

#include "problem.hpp"

namespace coding {

/// What an answer is: a function `solve`, or a program that reads its arguments from standard input
/// and prints the result.
enum class Style { function, program };

/// The task in words, without examples; with `efficient`, large arguments are announced.
[[nodiscard]] std::string statement_of(const Problem& problem, Style style, bool efficient);

/// A whole answer from Python that defines solve(…) and ends with a line break.
[[nodiscard]] std::string answer_from(const std::string& solve, const Problem& problem,
                                      Style style);

/// What is run for an answer: itself, or a driver that calls its function.
[[nodiscard]] std::string runnable(const std::string& answer, Style style);

/// Arguments as the standard input of a run: a JSON list on one line for a function; for a program
/// a line for an integer, text or list, and a line with their number before rows.
[[nodiscard]] std::string input_of(const std::vector<Value>& arguments, Style style);
/// A result as the expected output, one line: JSON for a function, plain numbers for a program.
[[nodiscard]] std::string output_of(const Value& result, Style style);

/// Whether an output is right. `expected` is from `output_of`. Of a function's run only the last
/// line counts: the driver's. A program's output is compared by grading::same_lines.
[[nodiscard]] bool same_output(std::string_view output, std::string_view expected, Style style);

}  // namespace coding
