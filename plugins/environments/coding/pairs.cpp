// SPDX-License-Identifier: MIT
/// Problems on pairs of numbers: counting by remainders and by order.
#include <algorithm>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

namespace {

/// The pairs of positions i < j for which a[i] is larger than a[j] by at least c, counted with a
/// Fenwick tree of the numbers before j.
Integer inversions(const List& a, Integer c) {
  List order = a;
  std::sort(order.begin(), order.end());
  std::vector<Integer> tree(order.size() + 1);
  const auto rank = [&](Integer v) {
    return static_cast<std::size_t>(std::upper_bound(order.begin(), order.end(), v) -
                                    order.begin());
  };
  Integer total = 0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    total += static_cast<Integer>(n);
    for (std::size_t i = rank(a[n] + c - 1); i > 0; i -= i & (~i + 1)) total -= tree[i];
    for (std::size_t i = rank(a[n]); i < tree.size(); i += i & (~i + 1)) ++tree[i];
  }
  return total;
}

}  // namespace

Problem matching_pairs(Random& random) {
  const Integer m = random.between(5, 60), c = random.between(1, 9), r = random.between(0, m - 1);
  Problem problem;
  problem.statement = fill(
      "Count the pairs of positions i < j for which a[i] + {c} * a[j] leaves the remainder {r} "
      "when divided by {m}.",
      {{"c", c}, {"r", r}, {"m", m}});
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000000"}};
  problem.result = "the number of such pairs";
  problem.python = fill(R"py(
def solve(a):
    seen, total = [0] * {m}, 0
    for v in a:
        total += seen[({r} - {c} * v) % {m}]
        seen[v % {m}] += 1
    return total
)py",
                        {{"m", m}, {"r", r}, {"c", c}});
  problem.slow = fill(R"py(
def solve(a):
    return sum((a[i] + {c} * a[j]) % {m} == {r} for j in range(len(a)) for i in range(j))
)py",
                      {{"c", c}, {"m", m}, {"r", r}});
  problem.wrong = fill(R"py(
def solve(a):
    return sum((a[j] + {d} * a[i]) % {m} == {r} for j in range(len(a)) for i in range(j + 1))
)py",
                       {{"d", c + 1}, {"m", m}, {"r", r}});
  problem.large = 60'000;
  problem.draw = [](std::size_t size, Random& x) -> std::vector<Value> {
    return {numbers(size, 0, 1'000'000, x)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    std::vector<Integer> seen(static_cast<std::size_t>(m));
    Integer total = 0;
    for (const Integer v : list_of(arguments[0])) {
      total += seen[static_cast<std::size_t>((((r - c * v) % m) + m) % m)];
      ++seen[static_cast<std::size_t>(v % m)];
    }
    return total;
  };
  return problem;
}

Problem large_inversions(Random& random) {
  const Integer c = random.between(1, 40);
  const bool modulo = random.chance(0.5);
  const Integer p = random.between(1000, 100000);
  Problem problem;
  problem.statement =
      fill("Count the pairs of positions i < j for which a[i] is larger than a[j] by at least {c}.",
           {{"c", c}}) +
      (modulo ? fill(" Give the count modulo {p}.", {{"p", p}}) : "");
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000000"}};
  problem.result = "the count, an integer";
  const std::string end = modulo ? " % " + text(p) : "";
  problem.python = fill(R"py(
from bisect import bisect_right
def solve(a):
    order = sorted(set(a))
    place = {v: i + 1 for i, v in enumerate(order)}
    tree, total = [0] * (len(order) + 1), 0
    for n, v in enumerate(a):
        i, smaller = bisect_right(order, v + {c} - 1), 0
        while i:
            smaller += tree[i]
            i -= i & -i
        total += n - smaller
        i = place[v]
        while i < len(tree):
            tree[i] += 1
            i += i & -i
    return total{end}
)py",
                        {{"c", c}, {"end", end}});
  problem.slow = fill(R"py(
def solve(a):
    return sum(a[i] - a[j] >= {c} for j in range(len(a)) for i in range(j)){end}
)py",
                      {{"c", c}, {"end", end}});
  problem.wrong = fill(R"py(
def solve(a):
    return sum(a[i] - a[j] > {c} for j in range(len(a)) for i in range(j)){end}
)py",
                       {{"c", c}, {"end", end}});
  problem.large = 16'000;
  problem.draw = [c](std::size_t size, Random& r) -> std::vector<Value> {
    // Small cases hold many differences of exactly c.
    return {size > 1000 ? numbers(size, 0, 1'000'000, r) : numbers(size, 0, 2 * c + 2, r)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    const Integer total = inversions(list_of(arguments[0]), c);
    return modulo ? total % p : total;
  };
  return problem;
}

}  // namespace coding
