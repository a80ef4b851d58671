// SPDX-License-Identifier: MIT
/// Problems on sequences of numbers: prefix sums, windows, two pointers.
#include <algorithm>
#include <deque>
#include <map>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

namespace {

/// The sum over the windows of k numbers: (largest + sign * smallest) * (i mod m + 1) for window i.
/// Two queues hold the positions that may still become a window's largest and smallest number.
Integer windows_total(const List& a, std::size_t k, Integer sign, Integer m) {
  std::deque<std::size_t> high, low;
  Integer total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    while (!high.empty() && a[high.back()] <= a[i]) high.pop_back();
    while (!low.empty() && a[low.back()] >= a[i]) low.pop_back();
    high.push_back(i);
    low.push_back(i);
    if (high.front() + k <= i) high.pop_front();
    if (low.front() + k <= i) low.pop_front();
    if (i + 1 < k) continue;
    const Integer value = a[high.front()] + sign * a[low.front()];
    total += value * (static_cast<Integer>(i + 1 - k) % m + 1);
  }
  return total;
}

/// Where the longest stretch without a value more than `most` times starts, and its length; of
/// several the first, or the last.
List longest_stretch(const List& a, Integer most, bool last) {
  std::map<Integer, Integer> count;
  std::size_t start = 0;
  List best = {0, 0};
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++count[a[i]];
    while (count[a[i]] > most) --count[a[start++]];
    const auto length = static_cast<Integer>(i - start + 1);
    if (last ? length >= best[1] : length > best[1]) best = {static_cast<Integer>(start), length};
  }
  return best;
}

}  // namespace

Problem weighted_ranges(Random& random) {
  const Integer m = random.between(2, 5), c = random.between(2, 9), p = random.between(1000, 99999);
  Problem problem;
  problem.statement = fill(
      "Counting positions from 0, the weight of position i is {c} if i is divisible by {m}, and 1 "
      "otherwise. For each query [l, r] (both ends included) compute the sum of a[i] * weight(i) "
      "over l <= i <= r, modulo {p}.",
      {{"c", c}, {"m", m}, {"p", p}});
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000"},
                        {"queries", Type::rows, "pairs [l, r] with 0 <= l <= r < len(a)"}};
  problem.result = "the list of the answers, in the order of the queries";
  problem.python = fill(R"py(
def solve(a, queries):
    s = [0]
    for i, v in enumerate(a):
        s.append(s[-1] + (v * {c} if i % {m} == 0 else v))
    return [(s[r + 1] - s[l]) % {p} for l, r in queries]
)py",
                        {{"c", c}, {"m", m}, {"p", p}});
  problem.slow = fill(R"py(
def solve(a, queries):
    def weighted(l, r):
        return sum(a[i] * ({c} if i % {m} == 0 else 1) for i in range(l, r + 1))
    return [weighted(l, r) % {p} for l, r in queries]
)py",
                      {{"c", c}, {"m", m}, {"p", p}});
  problem.wrong = fill(R"py(
def solve(a, queries):
    def weighted(part):
        return sum(v * ({c} if i % {m} == 0 else 1) for i, v in enumerate(part))
    return [weighted(a[l:r + 1]) % {p} for l, r in queries]
)py",
                       {{"c", c}, {"m", m}, {"p", p}});
  problem.large = 20'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    Rows queries;
    for (std::size_t i = 0; i < size; ++i) {
      const auto a = static_cast<Integer>(r.below(size)), b = static_cast<Integer>(r.below(size));
      queries.push_back({std::min(a, b), std::max(a, b)});
    }
    return {numbers(size, 0, 1000, r), std::move(queries)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    List sums = {0};
    const List& a = list_of(arguments[0]);
    for (std::size_t i = 0; i < a.size(); ++i) {
      sums.push_back(sums.back() + a[i] * (static_cast<Integer>(i) % m == 0 ? c : 1));
    }
    List answers;
    for (const auto& q : std::get<Rows>(arguments[1])) {
      answers.push_back(
          (sums[static_cast<std::size_t>(q[1]) + 1] - sums[static_cast<std::size_t>(q[0])]) % p);
    }
    return answers;
  };
  return problem;
}

Problem window_spread(Random& random) {
  const Integer m = random.between(3, 9);
  const bool spread = random.chance(0.5);
  const std::string what =
      spread ? "the largest minus the smallest" : "the largest plus the smallest";
  Problem problem;
  problem.statement = fill(
      "For every window of k consecutive numbers of a take {what} of its numbers. Number the "
      "windows from 0 by their first position; the value of window i counts (i mod {m}) + 1 times. "
      "Compute the sum of all.",
      {{"what", what}, {"m", m}});
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000000"},
                        {"k", Type::integer, "1 <= k <= len(a)"}};
  problem.result = "the sum, an integer";
  const std::string sign = spread ? "-" : "+";
  problem.python = fill(R"py(
from collections import deque
def solve(a, k):
    hi, lo, total = deque(), deque(), 0
    for i, v in enumerate(a):
        while hi and a[hi[-1]] <= v: hi.pop()
        hi.append(i)
        while lo and a[lo[-1]] >= v: lo.pop()
        lo.append(i)
        if hi[0] <= i - k: hi.popleft()
        if lo[0] <= i - k: lo.popleft()
        if i >= k - 1:
            total += (a[hi[0]] {sign} a[lo[0]]) * ((i - k + 1) % {m} + 1)
    return total
)py",
                        {{"sign", sign}, {"m", m}});
  problem.slow = fill(R"py(
def solve(a, k):
    total = 0
    for i in range(len(a) - k + 1):
        w = a[i:i + k]
        total += (max(w) {sign} min(w)) * (i % {m} + 1)
    return total
)py",
                      {{"sign", sign}, {"m", m}});
  problem.wrong = fill(R"py(
def solve(a, k):
    return sum(max(a[i:i + k]) {sign} min(a[i:i + k]) for i in range(len(a) - k + 1))
)py",
                       {{"sign", sign}});
  problem.large = 40'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    const auto k = size > 1000 ? size / 2 : 1 + r.below(size);
    return {numbers(size, 0, 1'000'000, r), static_cast<Integer>(k)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return windows_total(list_of(arguments[0]), static_cast<std::size_t>(integer_of(arguments[1])),
                         spread ? -1 : 1, m);
  };
  return problem;
}

Problem longest_run(Random& random) {
  const Integer most = random.between(1, 4);
  const bool last = random.chance(0.5);
  Problem problem;
  problem.statement = fill(
      "Find the longest stretch of consecutive numbers of a in which no value occurs more than "
      "{most} {times}. Among several longest stretches take the one that starts {which}.",
      {{"most", most},
       {"times", most == 1 ? "time" : "times"},
       {"which", last ? "last" : "first"}});
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000000"}};
  problem.result =
      "a list of two integers: the position where the stretch starts, counted from 0, and its "
      "length";
  const std::string longer = last ? ">=" : ">";
  problem.python = fill(R"py(
def solve(a):
    count, start, best = {}, 0, [0, 0]
    for i, v in enumerate(a):
        count[v] = count.get(v, 0) + 1
        while count[v] > {most}:
            count[a[start]] -= 1
            start += 1
        if i - start + 1 {longer} best[1]: best = [start, i - start + 1]
    return best
)py",
                        {{"most", most}, {"longer", longer}});
  problem.slow = fill(R"py(
def solve(a):
    best = [0, 0]
    for s in range(len(a)):
        for e in range(s + 1, len(a) + 1):
            w = a[s:e]
            if w.count(w[-1]) > {most}: break
            if e - s {longer} best[1]: best = [s, e - s]
    return best
)py",
                      {{"most", most}, {"longer", longer}});
  problem.wrong = fill(R"py(
def solve(a):
    count, start, best = {}, 0, [0, 0]
    for i, v in enumerate(a):
        count[v] = count.get(v, 0) + 1
        while count[v] > {more}:
            count[a[start]] -= 1
            start += 1
        if i - start + 1 > best[1]: best = [start, i - start + 1]
    return best
)py",
                       {{"more", most + 1}});
  problem.large = 40'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    return {numbers(size, 0, size > 1000 ? 1'000'000 : static_cast<Integer>(1 + r.below(6)), r)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return longest_stretch(list_of(arguments[0]), most, last);
  };
  return problem;
}

}  // namespace coding
