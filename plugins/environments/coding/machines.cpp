/// Problems on counting, iteration, expressions and commands.
#include <algorithm>
#include <array>
#include <queue>

#include "problem.hpp"

namespace coding {
namespace {

using affine::Random;

std::string text(Integer n) { return std::to_string(n); }
Integer integer_of(const Value& value) { return std::get<Integer>(value); }

/// "[2, 3, 7]"
std::string listed(const List& list) {
  std::string all;
  for (const Integer v : list) all += (all.empty() ? "" : ", ") + text(v);
  return "[" + all + "]";
}

/// An expression of small numbers, the three operators and parentheses, with about `size` numbers.
std::string draw_expression(std::size_t size, Random& random, int depth = 0) {
  std::string expression;
  for (std::size_t used = 0; used < size;) {
    if (!expression.empty()) expression += "+*#"[random.below(3)];
    if (depth < 20 && size - used > 2 && random.chance(0.15)) {
      const std::size_t inner = 2 + random.below(std::min<std::size_t>(size - used - 2, 12) + 1);
      expression += "(" + draw_expression(inner, random, depth + 1) + ")";
      used += inner;
    } else {
      expression += text(random.between(0, 99));
      ++used;
    }
  }
  return expression;
}

struct Arithmetic {
  std::string order;  ///< operators from the loosest to the tightest
  bool from_right;
  Integer factor, modulus;

  [[nodiscard]] Integer apply(char operation, Integer a, Integer b) const {
    if (operation == '+') return (a + b) % modulus;
    if (operation == '*') return a * b % modulus;
    return (factor * a + b) % modulus;
  }

  /// By two stacks, so that length and depth cost no recursion.
  [[nodiscard]] Integer value(const std::string& expression) const {
    List numbers;
    std::string operators;
    const auto reduce = [&] {
      const Integer b = numbers.back();
      numbers.pop_back();
      numbers.back() = apply(operators.back(), numbers.back(), b);
      operators.pop_back();
    };
    for (std::size_t i = 0; i < expression.size(); ++i) {
      const char c = expression[i];
      if (c >= '0' && c <= '9') {
        Integer number = 0;
        for (; i < expression.size() && expression[i] >= '0' && expression[i] <= '9'; ++i) {
          number = number * 10 + (expression[i] - '0');
        }
        --i;
        numbers.push_back(number % modulus);
      } else if (c == '(') {
        operators += c;
      } else if (c == ')') {
        while (operators.back() != '(') reduce();
        operators.pop_back();
      } else {
        const auto binds = order.find(c);
        while (!operators.empty() && operators.back() != '(') {
          const auto other = order.find(operators.back());
          if (from_right ? other <= binds : other < binds) break;
          reduce();
        }
        operators += c;
      }
    }
    while (!operators.empty()) reduce();
    return numbers.back();
  }
};

}  // namespace

Problem stairs(Random& random) {
  List steps;
  while (steps.size() < 3) {
    const Integer step = random.between(1, 9);
    if (std::find(steps.begin(), steps.end(), step) == steps.end()) steps.push_back(step);
  }
  std::sort(steps.begin(), steps.end());
  const Integer q = random.between(3, 11), p = random.between(1000, 1'000'000);
  Problem problem;
  problem.statement =
      "A counter starts at 0 and must reach exactly n. Each move adds one of the numbers " +
      listed(steps) + ". On the way it may not stand on a multiple of " + text(q) +
      ", except 0 and n. Count the different sequences of moves, modulo " + text(p) + ".";
  problem.parameters = {{"n", Type::integer, "1 <= n <= 200000"}};
  problem.result = "the count modulo " + text(p);
  const std::string head = "def solve(n):\n    ";
  problem.python = head + "ways = [1] + [0] * n\n    for i in range(1, n + 1):\n        if i % " +
                   text(q) +
                   " == 0 and i != n: continue\n        ways[i] = sum(ways[i - s] for s in " +
                   listed(steps) + " if s <= i) % " + text(p) + "\n    return ways[n]\n";
  problem.slow =
      "def solve(n):\n    def count(i):\n        if i == n: return 1\n        if i > n or (i and i "
      "% " +
      text(q) + " == 0): return 0\n        return sum(count(i + s) for s in " + listed(steps) +
      ")\n    import sys\n    sys.setrecursionlimit(10 ** 6)\n    return count(0) % " + text(p) +
      "\n";
  problem.wrong =
      head + "ways = [1] + [0] * n\n    for s in " + listed(steps) +
      ":\n        for i in range(s, n + 1):\n            ways[i] = (ways[i] + ways[i - s]) % " +
      text(p) + "\n    return ways[n]\n";
  problem.large = 100'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    return {size > 1000 ? static_cast<Integer>(size) - r.between(0, 1000)
                        : r.between(1, 3 * static_cast<Integer>(size))};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    const Integer n = integer_of(arguments[0]);
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
  };
  return problem;
}

Problem far_iteration(Random& random) {
  const Integer m = random.between(2000, 20000), a = random.between(2, 99),
                b = random.between(1, 999), d = random.between(3, 9);
  Problem problem;
  problem.statement = "One move replaces x by (" + text(a) + " * x + " + text(b) + ") modulo " +
                      text(m) + "; if the result is divisible by " + text(d) +
                      ", it is then divided by " + text(d) + " (once). Compute x after n moves.";
  problem.parameters = {{"x", Type::integer, "0 <= x < " + text(m)},
                        {"n", Type::integer, "0 <= n <= 10^15"}};
  problem.result = "x after n moves";
  const std::string move = "x = (" + text(a) + " * x + " + text(b) + ") % " + text(m) +
                           "\n        if x % " + text(d) + " == 0: x //= " + text(d) + "\n";
  problem.python =
      "def solve(x, n):\n    seen, path = {}, []\n    while x not in seen:\n        if len(path) "
      "== n: return x\n      "
      "  "
      "seen[x] = len(path)\n        path.append(x)\n        " +
      move + "    start = seen[x]\n    return path[start + (n - start) % (len(path) - start)]\n";
  problem.slow = "def solve(x, n):\n    for _ in range(n):\n        " + move + "    return x\n";
  problem.wrong = "def solve(x, n):\n    for _ in range(n % " + text(m) + "):\n        x = (" +
                  text(a) + " * x + " + text(b) + ") % " + text(m) + "\n    return x\n";
  problem.large = 100'000;
  problem.draw = [m](std::size_t size, Random& r) -> std::vector<Value> {
    const Integer n = size > 1000 ? r.between(1'000'000'000'000, 1'000'000'000'000'000)
                                  : r.between(0, 4 * static_cast<Integer>(size));
    return {r.between(0, m - 1), n};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    Integer x = integer_of(arguments[0]);
    const Integer n = integer_of(arguments[1]);
    List place(static_cast<std::size_t>(m), -1), path;
    while (place[static_cast<std::size_t>(x)] < 0) {
      if (static_cast<Integer>(path.size()) == n) return x;
      place[static_cast<std::size_t>(x)] = static_cast<Integer>(path.size());
      path.push_back(x);
      x = (a * x + b) % m;
      if (x % d == 0) x /= d;
    }
    const Integer start = place[static_cast<std::size_t>(x)],
                  length = static_cast<Integer>(path.size()) - start;
    return path[static_cast<std::size_t>(start + (n - start) % length)];
  };
  return problem;
}

Problem odd_arithmetic(Random& random) {
  std::string order = "+*#";
  random.shuffle(order);
  const bool from_right = random.chance(0.5);
  const Integer factor = random.between(2, 9), modulus = random.between(100, 100'000);
  const Arithmetic arithmetic{order, from_right, factor, modulus};
  Problem problem;
  problem.statement =
      "An expression is made of non-negative integers, the operators +, * and #, and parentheses, "
      "without spaces. a+b "
      "and a*b "
      "mean what they always do, a#b means " +
      text(factor) + " * a + b. The operator " + order.substr(2, 1) + " binds tightest, then " +
      order.substr(1, 1) + ", then " + order.substr(0, 1) +
      "; equal operators in a row are evaluated from " +
      (from_right ? "right to left" : "left to right") + ". Compute the value, modulo " +
      text(modulus) + " (it does not matter whether one reduces on the way).";
  problem.parameters = {{"e", Type::text, "a valid expression; parentheses are at most 30 deep"}};
  problem.result = "the value modulo " + text(modulus);
  const std::string loop = "def solve(e):\n    order, nums, ops = '";
  const std::string rest = [&](bool right) {
    return std::string(
               "', [], []\n    def reduce():\n        b, a, o = nums.pop(), nums.pop(), "
               "ops.pop()\n        "
               "nums.append((a + b if o == "
               "'+' else a * b if o == '*' else ") +
           text(factor) + " * a + b) % " + text(modulus) +
           ")\n    i = 0\n    while i < len(e):\n        c = e[i]\n        if c.isdigit():\n       "
           "     j = i\n        "
           "    while j < len(e) and "
           "e[j].isdigit(): j += 1\n            nums.append(int(e[i:j]))\n            i = j\n      "
           "      continue\n    "
           "    if c == '(':\n      "
           "      ops.append(c)\n        elif c == ')':\n            while ops[-1] != '(': "
           "reduce()\n            "
           "ops.pop()\n        else:\n     "
           "       while ops and ops[-1] != '(' and order.index(ops[-1]) " +
           (right ? ">" : ">=") +
           " order.index(c): reduce()\n            ops.append(c)\n        i += 1\n    while ops: "
           "reduce()\n    return "
           "nums[0] % " +
           text(modulus) + "\n";
  }(from_right);
  problem.python = loop + order + rest;
  const std::string other = {order[1], order[0], order[2]};
  problem.wrong = loop + other + rest;
  problem.large = 20'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    return {draw_expression(size + 1, r)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return arithmetic.value(std::get<std::string>(arguments[0]));
  };
  return problem;
}

Problem tape_commands(Random& random) {
  const Integer penalty = random.between(1, 9);
  const bool smallest = random.chance(0.5);
  Problem problem;
  problem.statement =
      "A bag of numbers starts empty. Each command is a row [kind, v]. Kind 0 puts v into the bag. "
      "Kind 1 adds v to "
      "every "
      "number that is in the bag now. Kind 2 takes one " +
      std::string(smallest ? "smallest" : "largest") +
      " number out of the bag and reports it; if the bag is empty it reports -1 instead; v is "
      "ignored. Kind 3 reports "
      "how "
      "many numbers are in the bag, times " +
      text(penalty) + "; v is ignored.";
  problem.parameters = {
      {"commands", Type::rows, "pairs [kind, v] with kind from 0 to 3 and 0 <= v <= 1000000"}};
  problem.result = "the list of all reports, in order";
  const std::string sign = smallest ? "" : "-";
  problem.python =
      "from heapq import heappush, heappop\ndef solve(commands):\n    heap, shift, out = [], 0, "
      "[]\n    for kind, v in "
      "commands:\n  "
      "      if kind == 0: heappush(heap, " +
      sign +
      "(v - shift))\n        elif kind == 1: shift += v\n        elif kind == 2: "
      "out.append(" +
      sign + "heappop(heap) + shift if heap else -1)\n        else: out.append(len(heap) * " +
      text(penalty) + ")\n    return out\n";
  problem.slow =
      "def solve(commands):\n    bag, out = [], []\n    for kind, v in commands:\n        if kind "
      "== 0: "
      "bag.append(v)\n        elif "
      "kind == 1: bag = [x + v for x in bag]\n        elif kind == 2:\n            if bag:\n       "
      "         x = " +
      std::string(smallest ? "min" : "max") +
      "(bag)\n                bag.remove(x)\n                out.append(x)\n            "
      "else: out.append(-1)\n        else: out.append(len(bag) * " +
      text(penalty) + ")\n    return out\n";
  problem.wrong =
      "from heapq import heappush, heappop\ndef solve(commands):\n    heap, shift, out = [], 0, "
      "[]\n    for kind, v in "
      "commands:\n "
      "       if kind == 0: heappush(heap, " +
      sign + "v)\n        elif kind == 1: shift += v\n        elif kind == 2: out.append(" + sign +
      "heappop(heap) + shift if heap else -1)\n        else: out.append(len(heap) * " +
      text(penalty) + ")\n    return out\n";
  problem.large = 50'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    Rows commands;
    const Integer most = size > 1000 ? 1'000'000 : 20;
    for (std::size_t i = 0; i < size; ++i) {
      const double x = r.unit();
      const Integer kind = x < 0.55 ? 0 : x < 0.7 ? 1 : x < 0.92 ? 2 : 3;
      commands.push_back({kind, r.between(0, kind == 1 ? 9 : most)});
    }
    return {std::move(commands)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    std::priority_queue<Integer>
        bag;  // the largest first: signs turned where the smallest is wanted
    const Integer turned = smallest ? -1 : 1;
    Integer shift = 0;
    List reports;
    for (const auto& command : std::get<Rows>(arguments[0])) {
      switch (command[0]) {
        case 0:
          bag.push(turned * (command[1] - shift));
          break;
        case 1:
          shift += command[1];
          break;
        case 2:
          reports.push_back(bag.empty() ? -1 : turned * bag.top() + shift);
          if (!bag.empty()) bag.pop();
          break;
        default:
          reports.push_back(static_cast<Integer>(bag.size()) * penalty);
      }
    }
    return reports;
  };
  return problem;
}

const std::vector<Family>& families() {
  static const std::vector<Family> all = {
      weighted_ranges, window_spread, longest_run, matching_pairs, large_inversions, best_intervals,
      merged_groups,   cheapest_walk, stairs,      far_iteration,  odd_arithmetic,   tape_commands};
  return all;
}

}  // namespace coding
