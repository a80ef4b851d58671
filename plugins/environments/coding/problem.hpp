// SPDX-License-Identifier: MIT
/// Problems of coding: what to compute, on what, how it is done well, and how it is done badly.
#pragma once

#include <affine/sdk/random.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace coding {

using Integer = std::int64_t;
using List = std::vector<Integer>;
using Rows = std::vector<List>;
using Value = std::variant<Integer, std::string, List, Rows>;
/// The alternatives of Value, in their order.
enum class Type { integer, text, list, rows };

struct Parameter {
  std::string name;
  Type type;
  std::string english;  ///< what it is, with its bounds but for its length
};

/// A problem with its numbers drawn. Sizes are lengths of the largest argument.
struct Problem {
  std::string statement;  ///< what to compute from the parameters
  std::vector<Parameter> parameters;
  std::string result;  ///< what `solve` returns
  std::string python;  ///< def solve(…): right and fast
  std::string slow;    ///< right; its time grows with the square of the size, or worse
  std::string wrong;   ///< a likely mistake
  /// A size at which `python` takes about 0.02 to 0.1 s and `slow` more than 80 times as much, at
  /// least 5 s (both in 2026, on one core, with the start of the interpreter).
  std::size_t large = 0;
  std::function<std::vector<Value>(std::size_t size, affine::Random& random)> draw;
  std::function<Value(const std::vector<Value>& arguments)> answer;
};

/// A kind of problem.
struct Family {
  const char* name;                         ///< such as "stairs"; stable, shown in metrics
  Problem (*draw)(affine::Random& random);  ///< a problem with numbers of its own
};
/// All families, in the order in which a task's random number chooses among them.
[[nodiscard]] const std::vector<Family>& families();

[[nodiscard]] inline std::string text(Integer number) { return std::to_string(number); }
[[nodiscard]] inline Integer integer_of(const Value& value) { return std::get<Integer>(value); }
[[nodiscard]] inline const List& list_of(const Value& value) { return std::get<List>(value); }
[[nodiscard]] inline const Rows& rows_of(const Value& value) { return std::get<Rows>(value); }

/// `size` numbers from `low` to `high`, both included.
[[nodiscard]] inline List numbers(std::size_t size, Integer low, Integer high,
                                  affine::Random& random) {
  List list(size);
  for (auto& number : list) number = random.between(low, high);
  return list;
}

/// The same problem with other numbers before it and another result after it, drawn at random.
[[nodiscard]] Problem twisted(Problem problem, affine::Random& random);

// sequences.cpp
[[nodiscard]] Problem weighted_ranges(affine::Random& random);
[[nodiscard]] Problem window_spread(affine::Random& random);
[[nodiscard]] Problem longest_run(affine::Random& random);
// pairs.cpp
[[nodiscard]] Problem matching_pairs(affine::Random& random);
[[nodiscard]] Problem large_inversions(affine::Random& random);
// structures.cpp
[[nodiscard]] Problem best_intervals(affine::Random& random);
[[nodiscard]] Problem merged_groups(affine::Random& random);
[[nodiscard]] Problem tape_commands(affine::Random& random);
// grids.cpp
[[nodiscard]] Problem cheapest_walk(affine::Random& random);
// iterations.cpp
[[nodiscard]] Problem stairs(affine::Random& random);
[[nodiscard]] Problem far_iteration(affine::Random& random);
// expressions.cpp
[[nodiscard]] Problem odd_arithmetic(affine::Random& random);

}  // namespace coding
