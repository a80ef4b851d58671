// SPDX-License-Identifier: MIT
/// Problems on grids: shortest ways.
#include <algorithm>
#include <queue>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

namespace {

// Ways to solve cheapest_walk, in Python.

/// Dijkstra's algorithm.
constexpr std::string_view nearest_first = R"py(
from heapq import heappush, heappop
def solve(grid):
    rows, columns = len(grid), len(grid[0])
    best, heap = {(0, 0): 0}, [(0, 0, 0)]
    while heap:
        d, r, c = heappop(heap)
        if d > best[r, c]: continue
        if (r, c) == (rows - 1, columns - 1): return d
        for a, b in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
            if not (0 <= a < rows and 0 <= b < columns): continue
            if grid[a][b] >= {wall} and (a, b) != (rows - 1, columns - 1): continue
            e = d + grid[a][b] + ({turn} if a % 2 == 0 else 0)
            if e < best.get((a, b), 1 << 60):
                best[a, b] = e
                heappush(heap, (e, a, b))
    return -1
)py";

/// Bellman and Ford's: sweeps over the whole grid.
constexpr std::string_view repeated_sweeps = R"py(
def solve(grid):
    rows, columns = len(grid), len(grid[0])
    big = 1 << 60
    best = [[big] * columns for _ in grid]
    best[0][0] = 0
    for _ in range(rows * columns):
        for r in range(rows - 1, -1, -1):
            for c in range(columns - 1, -1, -1):
                if (r, c) == (0, 0): continue
                if grid[r][c] >= {wall} and (r, c) != (rows - 1, columns - 1): continue
                enter = grid[r][c] + ({turn} if r % 2 == 0 else 0)
                for a, b in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
                    if 0 <= a < rows and 0 <= b < columns and best[a][b] < big:
                        best[r][c] = min(best[r][c], best[a][b] + enter)
    return best[-1][-1] if best[-1][-1] < big else -1
)py";

/// Wrong: no steps up and left, no walls, no extra cost.
constexpr std::string_view right_and_down = R"py(
def solve(grid):
    rows, columns = len(grid), len(grid[0])
    big = 1 << 60
    best = [[big] * columns for _ in grid]
    best[0][0] = 0
    for r in range(rows):
        for c in range(columns):
            if (r, c) == (0, 0): continue
            up = best[r - 1][c] if r else big
            left = best[r][c - 1] if c else big
            best[r][c] = min(up, left) + grid[r][c]
    return best[-1][-1]
)py";

/// A square grid; about every fourth digit is from 7 to 9. Its side is `size`, or a third of a
/// size below 100 but at least 2.
std::vector<Value> draw_grid(std::size_t size, Random& random) {
  const std::size_t side = size >= 100 ? size : std::max<std::size_t>(2, size / 3);
  Rows grid(side, List(side));
  for (auto& row : grid) {
    for (auto& cell : row) cell = random.chance(0.25) ? random.between(7, 9) : random.between(0, 6);
  }
  return {std::move(grid)};
}

/// The result of cheapest_walk, by Dijkstra's algorithm; -1 where there is no way.
Integer least_cost(const Rows& grid, Integer turn, Integer wall) {
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
  return -1;
}

}  // namespace

Problem cheapest_walk(Random& random) {
  const Integer turn = random.between(1, 9), wall = random.between(8, 9);
  Problem problem;
  problem.statement = fill(
      "A grid of digits is walked from its upper left to its lower right cell, in steps up, down, "
      "left or right. Entering a cell costs its digit plus {turn} if the cell is in an even row "
      "(rows are counted from 0); the first cell costs nothing. Cells with a digit of {wall} or "
      "more cannot be entered, except the last one. Compute the least cost.",
      {{"turn", turn}, {"wall", wall}});
  problem.parameters = {{"grid", Type::rows, "rows of digits, all of the same length"}};
  problem.result = "the least cost, or -1 if there is no way";
  problem.python = fill(nearest_first, {{"wall", wall}, {"turn", turn}});
  problem.slow = fill(repeated_sweeps, {{"wall", wall}, {"turn", turn}});
  problem.wrong = fill(right_and_down, {});
  problem.large = 110;
  problem.draw = draw_grid;
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return least_cost(rows_of(arguments[0]), turn, wall);
  };
  return problem;
}

}  // namespace coding
