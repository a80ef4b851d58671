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

/// What arguments and results are made of: integers of Python that fit 64 bits.
using Integer = std::int64_t;
using List = std::vector<Integer>;  ///< of any length
using Rows = std::vector<List>;     ///< not always of equal length
/// An argument or a result.
using Value = std::variant<Integer, std::string, List, Rows>;
/// The alternatives of Value, in their order.
enum class Type { integer, text, list, rows };

/// A parameter of `solve`.
struct Parameter {
  std::string name;     ///< a valid Python name, unique within its problem
  Type type;            ///< of every argument that `Problem::draw` gives for it
  std::string english;  ///< what it is, with its bounds but for its length
};

/// A problem with its numbers drawn. Sizes are lengths of the largest argument.
struct Problem {
  std::string statement;  ///< what to compute from the parameters; sentences with full stops
  std::vector<Parameter> parameters;  ///< in the order of `solve`'s arguments
  std::string result;  ///< what `solve` returns: a noun phrase that says "list" if it is a list
  std::string python;  ///< def solve(…): right and fast
  std::string slow;    ///< right; its time grows with the square of the size, or worse
  std::string wrong;   ///< a likely mistake
  /// A size at which `python` takes about 0.02 to 0.1 s and `slow` more than 80 times as much, at
  /// least 5 s (both in 2026, on one core, with the start of the interpreter).
  std::size_t large = 0;
  /// Arguments in the order of `parameters`. `size` is from 1 to 50 for small tests, and `large`.
  std::function<std::vector<Value>(std::size_t size, affine::Random& random)> draw;
  /// What `python` returns for arguments that `draw` made: an integer, or a list.
  std::function<Value(const std::vector<Value>& arguments)> answer;
};

/// A kind of problem.
struct Family {
  const char* name;                         ///< such as "stairs"; stable: tasks and metrics name it
  Problem (*draw)(affine::Random& random);  ///< a problem with numbers of its own
};
/// All families, in the order in which a task's random number chooses among them.
[[nodiscard]] const std::vector<Family>& families();

/// In decimal, with a minus sign where it is negative.
[[nodiscard]] inline std::string text(Integer number) { return std::to_string(number); }
/// The value's integer; throws std::bad_variant_access when it holds something else.
[[nodiscard]] inline Integer integer_of(const Value& value) { return std::get<Integer>(value); }
/// The value's list, as long as the value lives; throws as above.
[[nodiscard]] inline const List& list_of(const Value& value) { return std::get<List>(value); }
/// The value's rows, as long as the value lives; throws as above.
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

// The families, by file. Each draws the numbers and variants of one problem from `random`.

// sequences.cpp
/// Queries for sums over ranges, in which some positions weigh more. By sums from the beginning.
[[nodiscard]] Problem weighted_ranges(affine::Random& random);
/// The largest minus or plus the smallest number of all windows. By two queues.
[[nodiscard]] Problem window_spread(affine::Random& random);
/// The longest stretch in which no value is too frequent. By two pointers.
[[nodiscard]] Problem longest_run(affine::Random& random);
// pairs.cpp
/// Pairs of positions whose numbers have a certain remainder together. By counting remainders.
[[nodiscard]] Problem matching_pairs(affine::Random& random);
/// Pairs of positions in the wrong order by some distance. By a tree of counts.
[[nodiscard]] Problem large_inversions(affine::Random& random);
// intervals.cpp
/// The most valuable jobs with a gap between them. By sorting and searching.
[[nodiscard]] Problem best_intervals(affine::Random& random);
// groups.cpp
/// What it costs to merge groups. By union and find.
[[nodiscard]] Problem merged_groups(affine::Random& random);
// bags.cpp
/// Reports of a bag to whose numbers something is added all at once. By a heap.
[[nodiscard]] Problem tape_commands(affine::Random& random);
// grids.cpp
/// The cheapest way through a grid with walls. By Dijkstra's algorithm.
[[nodiscard]] Problem cheapest_walk(affine::Random& random);
// iterations.cpp
/// The ways to reach a number by steps past forbidden places. By dynamic programming.
[[nodiscard]] Problem stairs(affine::Random& random);
/// A number after up to 10^15 moves. By finding the cycle.
[[nodiscard]] Problem far_iteration(affine::Random& random);
// expressions.cpp
/// The value of an expression with an operator and an order of its own. By two stacks.
[[nodiscard]] Problem odd_arithmetic(affine::Random& random);

}  // namespace coding
