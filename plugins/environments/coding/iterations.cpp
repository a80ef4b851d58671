// SPDX-License-Identifier: MIT
/// Problems on counting and iteration.
#include <algorithm>
#include <set>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

namespace {

/// "[2, 3, 7]"
std::string listed(const List& list) {
  std::string all;
  for (const Integer v : list) all += (all.empty() ? "" : ", ") + text(v);
  return "[" + all + "]";
}

/// Three different numbers from 1 to 9 in their order.
List draw_steps(Random& random) {
  List steps;
  while (steps.size() < 3) {
    const Integer step = random.between(1, 9);
    if (std::find(steps.begin(), steps.end(), step) == steps.end()) steps.push_back(step);
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

/// Whether 100 moves that avoid multiples of q lead to 100 or more different places. Otherwise
/// there are few ways to go on, or none, and following each move by move is efficient.
bool spread_out(const List& steps, Integer q) {
  std::set<Integer> places = {0};
  for (int move = 0; move < 100; ++move) {
    std::set<Integer> next;
    for (const Integer place : places) {
      for (const Integer step : steps) {
        if ((place + step) % q != 0) next.insert(place + step);
      }
    }
    places = std::move(next);
  }
  return places.size() >= 100;
}

/// The sequences of steps from 0 to n that stand on no multiple of q on their way, modulo p.
Integer count_ways(Integer n, const List& steps, Integer q, Integer p) {
  List ways(static_cast<std::size_t>(n) + 1);
  ways[0] = 1;
  for (Integer i = 1; i <= n; ++i) {
    if (i % q == 0 && i != n) continue;
    Integer& here = ways[static_cast<std::size_t>(i)];
    for (const Integer s : steps) {
      if (s <= i) here += ways[static_cast<std::size_t>(i - s)];
    }
    here %= p;
  }
  return ways.back();
}

/// x after n moves, each of which gives a number from 0 to m - 1. As soon as a number comes again,
/// the rest of the way is known.
template <class Move>
Integer iterated(Integer x, Integer n, Integer m, Move move) {
  List place(static_cast<std::size_t>(m), -1), path;
  while (place[static_cast<std::size_t>(x)] < 0) {
    if (static_cast<Integer>(path.size()) == n) return x;
    place[static_cast<std::size_t>(x)] = static_cast<Integer>(path.size());
    path.push_back(x);
    x = move(x);
  }
  const Integer start = place[static_cast<std::size_t>(x)],
                length = static_cast<Integer>(path.size()) - start;
  return path[static_cast<std::size_t>(start + (n - start) % length)];
}

}  // namespace

Problem stairs(Random& random) {
  List steps;
  Integer q = 0;
  do {
    steps = draw_steps(random);
    q = random.between(3, 11);
  } while (!spread_out(steps, q));
  const Integer p = random.between(1000, 1'000'000);
  Problem problem;
  problem.statement = fill(
      "A counter starts at 0 and must reach exactly n. Each move adds one of the numbers {steps}. "
      "On the way it may not stand on a multiple of {q}, except 0 and n. Count the different "
      "sequences of moves, modulo {p}.",
      {{"steps", listed(steps)}, {"q", q}, {"p", p}});
  problem.parameters = {{"n", Type::integer, "1 <= n <= 200000"}};
  problem.result = "the count modulo " + text(p);
  problem.python = fill(R"py(
def solve(n):
    ways = [1] + [0] * n
    for i in range(1, n + 1):
        if i % {q} == 0 and i != n: continue
        ways[i] = sum(ways[i - s] for s in {steps} if s <= i) % {p}
    return ways[n]
)py",
                        {{"q", q}, {"steps", listed(steps)}, {"p", p}});
  problem.slow = fill(R"py(
def solve(n):
    now, total = {0: 1}, 0
    while now:
        after = {}
        for i, ways in now.items():
            for s in {steps}:
                j = i + s
                if j > n or j % {q} == 0 and j != n: continue
                after[j] = (after.get(j, 0) + ways) % {p}
        total += after.pop(n, 0)
        now = after
    return total % {p}
)py",
                      {{"q", q}, {"steps", listed(steps)}, {"p", p}});
  problem.wrong = fill(R"py(
def solve(n):
    ways = [1] + [0] * n
    for s in {steps}:
        for i in range(s, n + 1):
            ways[i] = (ways[i] + ways[i - s]) % {p}
    return ways[n]
)py",
                       {{"steps", listed(steps)}, {"p", p}});
  problem.large = 60'000;
  // A small n has few sequences of moves, so that it costs no time to try them all.
  problem.draw = [few = 12 * steps[0]](std::size_t size, Random& r) -> std::vector<Value> {
    return {size > 1000 ? static_cast<Integer>(size) - r.between(0, 1000)
                        : r.between(1, std::min(few, 3 * static_cast<Integer>(size)))};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return count_ways(integer_of(arguments[0]), steps, q, p);
  };
  return problem;
}

Problem far_iteration(Random& random) {
  const Integer m = random.between(2000, 20000), a = random.between(2, 99),
                b = random.between(1, 999), d = random.between(3, 9);
  Problem problem;
  problem.statement = fill(
      "One move replaces x by ({a} * x + {b}) modulo {m}; if the result is divisible by {d}, it is "
      "then divided by {d} (once). Compute x after n moves.",
      {{"a", a}, {"b", b}, {"m", m}, {"d", d}});
  problem.parameters = {{"x", Type::integer, "0 <= x < " + text(m)},
                        {"n", Type::integer, "0 <= n <= 10^15"}};
  problem.result = "x after n moves";
  problem.python = fill(R"py(
def solve(x, n):
    seen, path = {}, []
    while x not in seen:
        if len(path) == n: return x
        seen[x] = len(path)
        path.append(x)
        x = ({a} * x + {b}) % {m}
        if x % {d} == 0: x //= {d}
    start = seen[x]
    return path[start + (n - start) % (len(path) - start)]
)py",
                        {{"a", a}, {"b", b}, {"m", m}, {"d", d}});
  problem.slow = fill(R"py(
def solve(x, n):
    for _ in range(n):
        x = ({a} * x + {b}) % {m}
        if x % {d} == 0: x //= {d}
    return x
)py",
                      {{"a", a}, {"b", b}, {"m", m}, {"d", d}});
  problem.wrong = fill(R"py(
def solve(x, n):
    for _ in range(n % {m}):
        x = ({a} * x + {b}) % {m}
    return x
)py",
                       {{"a", a}, {"b", b}, {"m", m}});
  problem.large = 100'000;
  problem.draw = [m](std::size_t size, Random& r) -> std::vector<Value> {
    const Integer n = size > 1000 ? r.between(1'000'000'000'000, 1'000'000'000'000'000)
                                  : r.between(0, 4 * static_cast<Integer>(size));
    return {r.between(0, m - 1), n};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return iterated(integer_of(arguments[0]), integer_of(arguments[1]), m, [=](Integer x) {
      x = (a * x + b) % m;
      return x % d == 0 ? x / d : x;
    });
  };
  return problem;
}

}  // namespace coding
