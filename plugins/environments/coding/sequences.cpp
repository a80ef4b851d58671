/// Problems on sequences of numbers: prefix sums, windows, two pointers, counting, order.
#include <algorithm>
#include <deque>
#include <map>

#include "problem.hpp"

namespace coding {
namespace {

using affine::Random;

std::string text(Integer n) { return std::to_string(n); }

List numbers(std::size_t size, Integer low, Integer high, Random& random) {
  List list(size);
  for (auto& v : list) v = random.between(low, high);
  return list;
}
const List& list_of(const Value& value) { return std::get<List>(value); }
Integer integer_of(const Value& value) { return std::get<Integer>(value); }

}  // namespace

Problem weighted_ranges(Random& random) {
  const Integer m = random.between(2, 5), c = random.between(2, 9), p = random.between(1000, 99999);
  Problem problem;
  problem.statement =
      "Counting positions from 0, the weight of position i is " + text(c) +
      " if i is divisible by " + text(m) +
      ", and 1 otherwise. For each query [l, r] (both ends included) compute the sum of "
      "a[i] * weight(i) over l <= i <= r, modulo " +
      text(p) + ".";
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000"},
                        {"queries", Type::rows, "pairs [l, r] with 0 <= l <= r < len(a)"}};
  problem.result = "the list of the answers, in the order of the queries";
  problem.python =
      "def solve(a, queries):\n    s = [0]\n    for i, v in enumerate(a):\n        s.append(s[-1] "
      "+ (v * " +
      text(c) + " if i % " + text(m) + " == 0 else v))\n    return [(s[r + 1] - s[l]) % " +
      text(p) + " for l, r in queries]\n";
  problem.slow = "def solve(a, queries):\n    return [sum(a[i] * (" + text(c) + " if i % " +
                 text(m) + " == 0 else 1) for i in range(l, r + 1)) % " + text(p) +
                 " for l, r in queries]\n";
  problem.wrong = "def solve(a, queries):\n    return [sum(v * (" + text(c) + " if i % " + text(m) +
                  " == 0 else 1) for i, v in enumerate(a[l:r + 1])) % " + text(p) +
                  " for l, r in queries]\n";
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
  problem.statement = "For every window of k consecutive numbers of a take " + what +
                      " of its numbers. Number the windows from 0 by their first position; the "
                      "value of window i counts "
                      "(i mod " +
                      text(m) + ") + 1 times. Compute the sum of all.";
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000000"},
                        {"k", Type::integer, "1 <= k <= len(a)"}};
  problem.result = "the sum, an integer";
  const std::string sign = spread ? "-" : "+";
  problem.python =
      "from collections import deque\ndef solve(a, k):\n    hi, lo, total = deque(), deque(), 0\n  "
      "  for i, v in "
      "enumerate(a):\n        while hi and a[hi[-1]] <= v: hi.pop()\n        hi.append(i)\n        "
      "while lo and "
      "a[lo[-1]] >= v: lo.pop()\n        lo.append(i)\n        if hi[0] <= i - k: hi.popleft()\n   "
      "     if lo[0] "
      "<= i - k: lo.popleft()\n        if i >= k - 1:\n            total += (a[hi[0]] " +
      sign + " a[lo[0]]) * ((i - k + 1) % " + text(m) + " + 1)\n    return total\n";
  problem.slow =
      "def solve(a, k):\n    total = 0\n    for i in range(len(a) - k + 1):\n        w = a[i:i + "
      "k]\n        total += "
      "(max(w) " +
      sign + " min(w)) * (i % " + text(m) + " + 1)\n    return total\n";
  problem.wrong = "def solve(a, k):\n    return sum(max(a[i:i + k]) " + sign +
                  " min(a[i:i + k]) for i in range(len(a) - k + "
                  "1))\n";
  problem.large = 40'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    const auto k = size > 1000 ? size / 2 : 1 + r.below(size);
    return {numbers(size, 0, 1'000'000, r), static_cast<Integer>(k)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    const List& a = list_of(arguments[0]);
    const auto k = static_cast<std::size_t>(integer_of(arguments[1]));
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
      const Integer value =
          spread ? a[high.front()] - a[low.front()] : a[high.front()] + a[low.front()];
      total += value * (static_cast<Integer>(i + 1 - k) % m + 1);
    }
    return total;
  };
  return problem;
}

Problem longest_run(Random& random) {
  const Integer most = random.between(1, 4);
  const bool last = random.chance(0.5);
  Problem problem;
  problem.statement =
      "Find the longest stretch of consecutive numbers of a in which no value occurs more than " +
      text(most) + (most == 1 ? " time" : " times") +
      ". Among several longest stretches take the one that starts " + (last ? "last." : "first.");
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000000"}};
  problem.result =
      "a list of two integers: the position where the stretch starts, counted from 0, and its "
      "length";
  problem.python =
      "def solve(a):\n    count, start, best = {}, 0, [0, 0]\n    for i, v in enumerate(a):\n      "
      "  count[v] = "
      "count.get(v, 0) + 1\n        while count[v] > " +
      text(most) +
      ":\n            count[a[start]] -= 1\n            start += 1\n        if i - start + 1 " +
      (last ? ">=" : ">") + " best[1]: best = [start, i - start + 1]\n    return best\n";
  problem.slow =
      "def solve(a):\n    best = [0, 0]\n    for s in range(len(a)):\n        for e in range(s + "
      "1, len(a) + 1):\n     "
      " "
      "      w = a[s:e]\n            if w.count(w[-1]) > " +
      text(most) + ": break\n            if e - s " + (last ? ">=" : ">") +
      " best[1]: best = [s, e - s]\n    return best\n";
  problem.wrong =
      "def solve(a):\n    count, start, best = {}, 0, [0, 0]\n    for i, v in enumerate(a):\n      "
      "  count[v] = "
      "count.get(v, 0) + 1\n        while count[v] > " +
      text(most + 1) +
      ":\n            count[a[start]] -= 1\n            start += 1\n        if i - start + 1 > "
      "best[1]: best = "
      "[start, i - start + 1]\n    return best\n";
  problem.large = 20'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    return {numbers(size, 0, size > 1000 ? 1'000'000 : static_cast<Integer>(1 + r.below(6)), r)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    const List& a = list_of(arguments[0]);
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
  };
  return problem;
}

Problem matching_pairs(Random& random) {
  const Integer m = random.between(5, 60), c = random.between(1, 9), r = random.between(0, m - 1);
  Problem problem;
  problem.statement = "Count the pairs of positions i < j for which a[i] + " + text(c) +
                      " * a[j] leaves the remainder " + text(r) + " when divided by " + text(m) +
                      ".";
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000000"}};
  problem.result = "the number of such pairs";
  problem.python = "def solve(a):\n    seen, total = [0] * " + text(m) +
                   ", 0\n    for v in a:\n        total += seen[(" + text(r) + " - " + text(c) +
                   " * v) % " + text(m) + "]\n        seen[v % " + text(m) +
                   "] += 1\n    return total\n";
  problem.slow = "def solve(a):\n    return sum((a[i] + " + text(c) + " * a[j]) % " + text(m) +
                 " == " + text(r) + " for j in range(len(a)) for i in range(j))\n";
  problem.wrong = "def solve(a):\n    return sum((a[j] + " + text(c + 1) + " * a[i]) % " + text(m) +
                  " == " + text(r) + " for j in range(len(a)) for i in range(j + 1))\n";
  problem.large = 40'000;
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
      "Count the pairs of positions i < j for which a[i] is larger than a[j] by at least " +
      text(c) + "." + (modulo ? " Give the count modulo " + text(p) + "." : "");
  problem.parameters = {{"a", Type::list, "integers from 0 to 1000000"}};
  problem.result = "the count, an integer";
  const std::string end = modulo ? " % " + text(p) : "";
  problem.python =
      "from bisect import bisect_right\ndef solve(a):\n    order = sorted(set(a))\n    place = {v: "
      "i + 1 for i, v in "
      "enumerate(order)}\n    tree, total = [0] * (len(order) + 1), 0\n    for n, v in "
      "enumerate(a):\n        i, "
      "smaller = "
      "bisect_right(order, v + " +
      text(c) +
      " - 1), 0\n        while i:\n            smaller += tree[i]\n            i -= "
      "i & -i\n        total += n - smaller\n        i = place[v]\n        while i < len(tree):\n  "
      "          tree[i] "
      "+= "
      "1\n            i += i & -i\n    return total" +
      end + "\n";
  problem.slow = "def solve(a):\n    return sum(a[i] - a[j] >= " + text(c) +
                 " for j in range(len(a)) for i in range(j))" + end + "\n";
  problem.wrong = "def solve(a):\n    return sum(a[i] - a[j] > " + text(c) +
                  " for j in range(len(a)) for i in range(j))" + end + "\n";
  problem.large = 30'000;
  problem.draw = [c](std::size_t size, Random& r) -> std::vector<Value> {
    // Small cases hold many differences of exactly c.
    return {size > 1000 ? numbers(size, 0, 1'000'000, r) : numbers(size, 0, 2 * c + 2, r)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    const List& a = list_of(arguments[0]);
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
    return modulo ? total % p : total;
  };
  return problem;
}

}  // namespace coding
