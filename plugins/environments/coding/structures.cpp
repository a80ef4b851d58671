/// Problems on intervals, groups and grids.
#include <algorithm>
#include <numeric>
#include <queue>

#include "problem.hpp"

namespace coding {
namespace {

using affine::Random;

std::string text(Integer n) { return std::to_string(n); }
const Rows& rows_of(const Value& value) { return std::get<Rows>(value); }

}  // namespace

Problem best_intervals(Random& random) {
  const Integer gap = random.between(0, 6);
  const Integer bonus = random.between(1, 9);
  Problem problem;
  problem.statement =
      "Each row [start, end, value] is a job. Choose jobs so that of any two chosen ones the later "
      "starts at least " +
      text(gap) + " after the earlier has ended (its start is not below the other's end plus " +
      text(gap) + "). A chosen job earns its value plus " + text(bonus) +
      " * (end - start). Compute the largest total.";
  problem.parameters = {
      {"jobs", Type::rows,
       "triples [start, end, value] with 0 <= start < end <= 1000000 and 0 <= value <= 1000"}};
  problem.result = "the largest total, an integer (0 if it is best to choose nothing)";
  problem.python =
      "from bisect import bisect_right\ndef solve(jobs):\n    jobs = sorted(jobs, key=lambda j: "
      "j[1])\n    ends = "
      "[j[1] for j in "
      "jobs]\n    best = [0]\n    for i, (s, e, v) in enumerate(jobs):\n        k = "
      "bisect_right(ends, s - " +
      text(gap) + ", 0, i)\n        best.append(max(best[-1], best[k] + v + " + text(bonus) +
      " * (e - s)))\n    return best[-1]\n";
  problem.slow =
      "def solve(jobs):\n    jobs = sorted(jobs, key=lambda j: j[1])\n    best = []\n    for i, "
      "(s, e, v) in "
      "enumerate(jobs):\n  "
      "      before = max((best[k] for k in range(i) if jobs[k][1] + " +
      text(gap) +
      " <= s), default=0)\n        "
      "best.append(before + v + " +
      text(bonus) + " * (e - s))\n    return max(best, default=0)\n";
  problem.wrong =
      "def solve(jobs):\n    total, free = 0, 0\n    for s, e, v in sorted(jobs, key=lambda j: "
      "j[1]):\n        if s >= "
      "free:\n  "
      "          total, free = total + v + " +
      text(bonus) + " * (e - s), e + " + text(gap) + "\n    return total\n";
  problem.large = 20'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    Rows jobs;
    const Integer last = size > 1000 ? 1'000'000 : 30;
    for (std::size_t i = 0; i < size; ++i) {
      const Integer start = r.between(0, last - 1);
      jobs.push_back(
          {start, std::min(last, start + r.between(1, size > 1000 ? 300 : 12)), r.between(0, 50)});
    }
    return {std::move(jobs)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    Rows jobs = rows_of(arguments[0]);
    std::stable_sort(jobs.begin(), jobs.end(),
                     [](const List& a, const List& b) { return a[1] < b[1]; });
    List ends, best = {0};
    for (const auto& job : jobs) {
      const auto k = std::upper_bound(ends.begin(), ends.end(), job[0] - gap) - ends.begin();
      best.push_back(std::max(
          best.back(), best[static_cast<std::size_t>(k)] + job[2] + bonus * (job[1] - job[0])));
      ends.push_back(job[1]);
    }
    return best.back();
  };
  return problem;
}

Problem merged_groups(Random& random) {
  const Integer c = random.between(1, 9);
  const bool product = random.chance(0.5);
  Problem problem;
  problem.statement =
      std::string(
          "There are n persons, numbered from 0, each in a group of its own. Each row [a, b] "
          "merges the groups of a "
          "and b, if they are different; then a cost is paid: ") +
      (product ? "the product of the sizes that the two groups had"
               : "the size of the smaller of the two groups before") +
      " plus " + text(c) +
      ". Where they are in the same group already, the cost is 1. Compute the cost of each row.";
  problem.parameters = {{"n", Type::integer, "1 <= n <= 100000"},
                        {"merges", Type::rows, "pairs [a, b] with 0 <= a, b < n"}};
  problem.result = "the list of the costs, in the order of the rows";
  const std::string cost = product ? "size[a] * size[b]" : "min(size[a], size[b])";
  problem.python =
      "def solve(n, merges):\n    parent, size, costs = list(range(n)), [1] * n, []\n    def "
      "find(v):\n        while "
      "parent[v] != "
      "v:\n            parent[v] = parent[parent[v]]\n            v = parent[v]\n        return "
      "v\n    for a, b in "
      "merges:\n     "
      "   a, b = find(a), find(b)\n        if a == b:\n            costs.append(1)\n            "
      "continue\n        "
      "costs.append(" +
      cost + " + " + text(c) +
      ")\n        if size[a] < size[b]: a, b = b, a\n        parent[b] = a\n      "
      "  size[a] += size[b]\n    return costs\n";
  problem.slow =
      "def solve(n, merges):\n    group, costs = list(range(n)), []\n    for a, b in merges:\n     "
      "   a, b = group[a], "
      "group[b]\n  "
      "      if a == b:\n            costs.append(1)\n            continue\n        x, y = "
      "group.count(a), "
      "group.count(b)\n       "
      " costs.append(" +
      std::string(product ? "x * y" : "min(x, y)") + " + " + text(c) +
      ")\n        group = [a if g == b else g for g in group]\n    return costs\n";
  problem.wrong = "def solve(n, merges):\n    return [1 if a == b else 1 + " + text(c) +
                  " for a, b in merges]\n";
  problem.large = 40'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    Rows merges;
    for (std::size_t i = 0; i < size; ++i) {
      merges.push_back({static_cast<Integer>(r.below(size)), static_cast<Integer>(r.below(size))});
    }
    return {static_cast<Integer>(size), std::move(merges)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    const auto n = static_cast<std::size_t>(std::get<Integer>(arguments[0]));
    std::vector<std::size_t> parent(n);
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    List size(n, 1), costs;
    const auto find = [&](std::size_t v) {
      while (parent[v] != v) v = parent[v] = parent[parent[v]];
      return v;
    };
    for (const auto& row : rows_of(arguments[1])) {
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
  };
  return problem;
}

Problem cheapest_walk(Random& random) {
  const Integer turn = random.between(1, 9), wall = random.between(8, 9);
  Problem problem;
  problem.statement =
      "A grid of digits is walked from its upper left to its lower right cell, in steps up, down, "
      "left or right. "
      "Entering a "
      "cell costs its digit plus " +
      text(turn) +
      " if the cell is in an even row (rows are counted from 0); the first cell "
      "costs nothing. Cells with a digit of " +
      text(wall) +
      " or more cannot be entered, except the last one. Compute the "
      "least cost.";
  problem.parameters = {{"grid", Type::rows, "rows of digits, all of the same length"}};
  problem.result = "the least cost, or -1 if there is no way";
  problem.python =
      "from heapq import heappush, heappop\ndef solve(grid):\n    rows, columns = len(grid), "
      "len(grid[0])\n    best, "
      "heap = {(0, 0): "
      "0}, [(0, 0, 0)]\n    while heap:\n        d, r, c = heappop(heap)\n        if d > best[r, "
      "c]: continue\n        "
      "if (r, c) "
      "== (rows - 1, columns - 1): return d\n        for a, b in ((r - 1, c), (r + 1, c), (r, c - "
      "1), (r, c + 1)):\n   "
      "        "
      " if not (0 <= a < rows and 0 <= b < columns): continue\n            if grid[a][b] >= " +
      text(wall) +
      " and (a, b) != (rows - 1, columns - 1): continue\n            e = d + grid[a][b] + (" +
      text(turn) +
      " if a % 2 == 0 else 0)\n            if e < best.get((a, b), 1 << 60):\n                "
      "best[a, b] = e\n         "
      "       "
      "heappush(heap, (e, a, b))\n    return -1\n";
  problem.slow =
      "def solve(grid):\n    rows, columns = len(grid), len(grid[0])\n    big = 1 << 60\n    best "
      "= [[big] * columns "
      "for _ in grid]\n    "
      "best[0][0] = 0\n    for _ in range(rows * columns):\n        for r in range(rows - 1, -1, "
      "-1):\n            for "
      "c in "
      "range(columns - 1, -1, -1):\n                if (r, c) == (0, 0) or (grid[r][c] >= " +
      text(wall) +
      " and (r, c) != (rows - 1, columns - 1)): continue\n                for a, b in ((r - 1, c), "
      "(r + 1, c), (r, c - "
      "1), (r, c + "
      "1)):\n                    if 0 <= a < rows and 0 <= b < columns and best[a][b] < big:\n     "
      "                   "
      "best[r][c] = "
      "min(best[r][c], best[a][b] + grid[r][c] + (" +
      text(turn) +
      " if r % 2 == 0 else 0))\n    return best[-1][-1] if "
      "best[-1][-1] < big else -1\n";
  problem.wrong =
      "def solve(grid):\n    rows, columns = len(grid), len(grid[0])\n    big = 1 << 60\n    best "
      "= [[big] * columns "
      "for _ in grid]\n    "
      "best[0][0] = 0\n    for r in range(rows):\n        for c in range(columns):\n            if "
      "(r, c) == (0, 0): "
      "continue\n      "
      "      up = best[r - 1][c] if r else big\n            left = best[r][c - 1] if c else big\n  "
      "          "
      "best[r][c] = "
      "min(up, left) + grid[r][c]\n    return best[-1][-1]\n";
  problem.large = 120;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    const std::size_t side = size >= 100 ? size : std::max<std::size_t>(2, size / 3);
    Rows grid(side, List(side));
    for (auto& row : grid) {
      for (auto& cell : row) cell = r.chance(0.25) ? r.between(7, 9) : r.between(0, 6);
    }
    return {std::move(grid)};
  };
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    const Rows& grid = rows_of(arguments[0]);
    const auto rows = static_cast<Integer>(grid.size()),
               columns = static_cast<Integer>(grid[0].size());
    const auto at = [&](Integer r, Integer c) {
      return grid[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
    };
    constexpr Integer never = Integer{1} << 60;
    Rows best(grid.size(), List(grid[0].size(), never));
    using Entry = std::tuple<Integer, Integer, Integer>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    best[0][0] = 0;
    queue.emplace(0, 0, 0);
    while (!queue.empty()) {
      const auto [cost, r, c] = queue.top();
      queue.pop();
      if (r == rows - 1 && c == columns - 1) return cost;
      const std::pair<Integer, Integer> next[] = {{r - 1, c}, {r + 1, c}, {r, c - 1}, {r, c + 1}};
      for (const auto& [a, b] : next) {
        if (a < 0 || b < 0 || a >= rows || b >= columns) continue;
        if (at(a, b) >= wall && !(a == rows - 1 && b == columns - 1)) continue;
        const Integer more = cost + at(a, b) + (a % 2 == 0 ? turn : 0);
        Integer& known = best[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
        if (more >= known) continue;
        known = more;
        queue.emplace(more, a, b);
      }
    }
    return Integer{-1};
  };
  return problem;
}

}  // namespace coding
