// SPDX-License-Identifier: MIT
/// Problems on groups that merge.
#include <algorithm>
#include <numeric>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

namespace {

/// The result of merged_groups, by union and find. A cost is c plus the product of the sizes of two
/// groups, or the smaller of them.
List merging_costs(Integer persons, const Rows& merges, bool product, Integer c) {
  const auto n = static_cast<std::size_t>(persons);
  std::vector<std::size_t> parent(n);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  List size(n, 1), costs;
  const auto find = [&](std::size_t v) {
    while (parent[v] != v) v = parent[v] = parent[parent[v]];
    return v;
  };
  for (const auto& row : merges) {
    std::size_t a = find(static_cast<std::size_t>(row[0])),
                b = find(static_cast<std::size_t>(row[1]));
    if (a == b) {
      costs.push_back(1);
      continue;
    }
    costs.push_back((product ? size[a] * size[b] : std::min(size[a], size[b])) + c);
    if (size[a] < size[b]) std::swap(a, b);
    parent[b] = a;
    size[a] += size[b];
  }
  return costs;
}

}  // namespace

Problem merged_groups(Random& random) {
  const Integer c = random.between(1, 9);
  const bool product = random.chance(0.5);
  Problem problem;
  problem.statement = fill(
      "There are n persons, numbered from 0, each in a group of its own. Each row [a, b] merges "
      "the groups of a and b, if they are different; then a cost is paid: {cost} plus {c}. Where "
      "they are in the same group already, the cost is 1. Compute the cost of each row.",
      {{"cost", product ? "the product of the sizes that the two groups had"
                        : "the size of the smaller of the two groups before"},
       {"c", c}});
  problem.parameters = {{"n", Type::integer, "1 <= n <= 100000"},
                        {"merges", Type::rows, "pairs [a, b] with 0 <= a, b < n"}};
  problem.result = "the list of the costs, in the order of the rows";
  problem.python =
      fill(R"py(
def solve(n, merges):
    parent, size, costs = list(range(n)), [1] * n, []
    def find(v):
        while parent[v] != v:
            parent[v] = parent[parent[v]]
            v = parent[v]
        return v
    for a, b in merges:
        a, b = find(a), find(b)
        if a == b:
            costs.append(1)
            continue
        costs.append({cost} + {c})
        if size[a] < size[b]: a, b = b, a
        parent[b] = a
        size[a] += size[b]
    return costs
)py",
           {{"cost", product ? "size[a] * size[b]" : "min(size[a], size[b])"}, {"c", c}});
  problem.slow = fill(R"py(
def solve(n, merges):
    group, costs = list(range(n)), []
    for a, b in merges:
        a, b = group[a], group[b]
        if a == b:
            costs.append(1)
            continue
        x, y = group.count(a), group.count(b)
        costs.append({cost} + {c})
        group = [a if g == b else g for g in group]
    return costs
)py",
                      {{"cost", product ? "x * y" : "min(x, y)"}, {"c", c}});
  problem.wrong = fill(R"py(
def solve(n, merges):
    return [1 if a == b else 1 + {c} for a, b in merges]
)py",
                       {{"c", c}});
  problem.large = 25'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    Rows merges;
    for (std::size_t i = 0; i < size; ++i) {
      merges.push_back({static_cast<Integer>(r.below(size)), static_cast<Integer>(r.below(size))});
    }
    return {static_cast<Integer>(size), std::move(merges)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return merging_costs(integer_of(arguments[0]), rows_of(arguments[1]), product, c);
  };
  return problem;
}

}  // namespace coding
