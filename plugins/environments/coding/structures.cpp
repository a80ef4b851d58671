// SPDX-License-Identifier: MIT
/// Problems on intervals, groups and bags.
#include <algorithm>
#include <array>
#include <numeric>
#include <queue>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

Problem best_intervals(Random& random) {
  const Integer gap = random.between(0, 6);
  const Integer bonus = random.between(1, 9);
  Problem problem;
  problem.statement = fill(
      "Each row [start, end, value] is a job. Choose jobs so that of any two chosen ones the later "
      "starts at least {gap} after the earlier has ended (its start is not below the other's end "
      "plus {gap}). A chosen job earns its value plus {bonus} * (end - start). Compute the largest "
      "total.",
      {{"gap", gap}, {"bonus", bonus}});
  problem.parameters = {
      {"jobs", Type::rows,
       "triples [start, end, value] with 0 <= start < end <= 1000000 and 0 <= value <= 1000"}};
  problem.result = "the largest total, an integer (0 if it is best to choose nothing)";
  problem.python = fill(R"py(
from bisect import bisect_right
def solve(jobs):
    jobs = sorted(jobs, key=lambda j: j[1])
    ends = [j[1] for j in jobs]
    best = [0]
    for i, (s, e, v) in enumerate(jobs):
        k = bisect_right(ends, s - {gap}, 0, i)
        best.append(max(best[-1], best[k] + v + {bonus} * (e - s)))
    return best[-1]
)py",
                        {{"gap", gap}, {"bonus", bonus}});
  problem.slow = fill(R"py(
def solve(jobs):
    jobs = sorted(jobs, key=lambda j: j[1])
    best = []
    for i, (s, e, v) in enumerate(jobs):
        before = max((best[k] for k in range(i) if jobs[k][1] + {gap} <= s), default=0)
        best.append(before + v + {bonus} * (e - s))
    return max(best, default=0)
)py",
                      {{"gap", gap}, {"bonus", bonus}});
  problem.wrong = fill(R"py(
def solve(jobs):
    total, free = 0, 0
    for s, e, v in sorted(jobs, key=lambda j: j[1]):
        if s >= free:
            total, free = total + v + {bonus} * (e - s), e + {gap}
    return total
)py",
                       {{"gap", gap}, {"bonus", bonus}});
  problem.large = 16'000;
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
  problem.python = fill(R"py(
from heapq import heappush, heappop
def solve(commands):
    heap, shift, out = [], 0, []
    for kind, v in commands:
        if kind == 0: heappush(heap, {sign}(v - shift))
        elif kind == 1: shift += v
        elif kind == 2: out.append({sign}heappop(heap) + shift if heap else -1)
        else: out.append(len(heap) * {penalty})
    return out
)py",
                        {{"sign", sign}, {"penalty", penalty}});
  problem.slow = fill(R"py(
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
)py",
                      {{"extreme", smallest ? "min" : "max"}, {"penalty", penalty}});
  problem.wrong = fill(R"py(
from heapq import heappush, heappop
def solve(commands):
    heap, shift, out = [], 0, []
    for kind, v in commands:
        if kind == 0: heappush(heap, {sign}v)
        elif kind == 1: shift += v
        elif kind == 2: out.append({sign}heappop(heap) + shift if heap else -1)
        else: out.append(len(heap) * {penalty})
    return out
)py",
                       {{"sign", sign}, {"penalty", penalty}});
  problem.large = 60'000;
  problem.draw = [](std::size_t size, Random& r) -> std::vector<Value> {
    Rows commands;
    const Integer most = size > 1000 ? 1'000'000 : 20;
    for (std::size_t i = 0; i < size; ++i) {
      const double x = r.unit();
      // A large bag grows faster; a small one is sometimes empty.
      const auto [put, add, take] =
          size > 1000 ? std::array{0.55, 0.85, 0.97} : std::array{0.55, 0.7, 0.92};
      const Integer kind = x < put ? 0 : x < add ? 1 : x < take ? 2 : 3;
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

}  // namespace coding
