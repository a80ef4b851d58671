// SPDX-License-Identifier: MIT
/// Problems on bags of numbers: heaps.
#include <array>
#include <queue>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

namespace {

// Ways to solve tape_commands, in Python.

/// A heap whose numbers are stored without what was added to all. With {put} = v it is wrong: a new
/// number gets what was added before it came.
constexpr std::string_view shifted_heap = R"py(
from heapq import heappush, heappop
def solve(commands):
    heap, shift, out = [], 0, []
    for kind, v in commands:
        if kind == 0: heappush(heap, {put})
        elif kind == 1: shift += v
        elif kind == 2: out.append({sign}heappop(heap) + shift if heap else -1)
        else: out.append(len(heap) * {penalty})
    return out
)py";

/// Adds to every number and searches for the extreme one.
constexpr std::string_view plain_list = R"py(
def solve(commands):
    bag, out = [], []
    for kind, v in commands:
        if kind == 0: bag.append(v)
        elif kind == 1:
            for i in range(len(bag)): bag[i] += v
        elif kind == 2:
            if bag:
                x = {extreme}(bag)
                bag.remove(x)
                out.append(x)
            else: out.append(-1)
        else: out.append(len(bag) * {penalty})
    return out
)py";

/// Commands [kind, v]. A large bag grows faster; a small one is sometimes empty.
std::vector<Value> draw_commands(std::size_t size, Random& random) {
  Rows commands;
  const Integer most = size > 1000 ? 1'000'000 : 20;
  const auto [put, add, take] =
      size > 1000 ? std::array{0.55, 0.85, 0.97} : std::array{0.55, 0.7, 0.92};
  for (std::size_t i = 0; i < size; ++i) {
    const double x = random.unit();
    const Integer kind = x < put ? 0 : x < add ? 1 : x < take ? 2 : 3;
    commands.push_back({kind, random.between(0, kind == 1 ? 9 : most)});
  }
  return {std::move(commands)};
}

/// The result of tape_commands. The bag holds the largest number first; signs are turned where the
/// smallest is wanted.
List reports(const Rows& commands, bool smallest, Integer penalty) {
  std::priority_queue<Integer> bag;
  const Integer turned = smallest ? -1 : 1;
  Integer shift = 0;
  List all;
  for (const auto& command : commands) {
    switch (command[0]) {
      case 0:
        bag.push(turned * (command[1] - shift));
        break;
      case 1:
        shift += command[1];
        break;
      case 2:
        all.push_back(bag.empty() ? -1 : turned * bag.top() + shift);
        if (!bag.empty()) bag.pop();
        break;
      default:
        all.push_back(static_cast<Integer>(bag.size()) * penalty);
    }
  }
  return all;
}

}  // namespace

Problem tape_commands(Random& random) {
  const Integer penalty = random.between(1, 9);
  const bool smallest = random.chance(0.5);
  Problem problem;
  problem.statement = fill(
      "A bag of numbers starts empty. Each command is a row [kind, v]. Kind 0 puts v into the bag. "
      "Kind 1 adds v to every number that is in the bag now. Kind 2 takes one {which} number out "
      "of the bag and reports it; if the bag is empty it reports -1 instead; v is ignored. Kind 3 "
      "reports how many numbers are in the bag, times {penalty}; v is ignored.",
      {{"which", smallest ? "smallest" : "largest"}, {"penalty", penalty}});
  problem.parameters = {
      {"commands", Type::rows, "pairs [kind, v] with kind from 0 to 3 and 0 <= v <= 1000000"}};
  problem.result = "the list of all reports, in order";
  const std::string sign = smallest ? "" : "-";
  const auto by_heap = [&](const std::string& put) {
    return fill(shifted_heap, {{"put", sign + put}, {"sign", sign}, {"penalty", penalty}});
  };
  problem.python = by_heap("(v - shift)");
  problem.slow = fill(plain_list, {{"extreme", smallest ? "min" : "max"}, {"penalty", penalty}});
  problem.wrong = by_heap("v");
  problem.large = 60'000;
  problem.draw = draw_commands;
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return reports(rows_of(arguments[0]), smallest, penalty);
  };
  return problem;
}

}  // namespace coding
