// SPDX-License-Identifier: MIT
/// Problems on intervals.
#include <algorithm>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {

using affine::Random;
using grading::fill;

namespace {

/// Jobs [start, end, value]; small sizes overlap much.
std::vector<Value> draw_jobs(std::size_t size, Random& random) {
  Rows jobs;
  const Integer last = size > 1000 ? 1'000'000 : 30;
  for (std::size_t i = 0; i < size; ++i) {
    const Integer start = random.between(0, last - 1);
    const Integer end = std::min(last, start + random.between(1, size > 1000 ? 300 : 12));
    jobs.push_back({start, end, random.between(0, 50)});
  }
  return {std::move(jobs)};
}

/// The result of best_intervals. After the jobs that end first, best[k] is the most that the first
/// k of them can earn.
Integer largest_total(Rows jobs, Integer gap, Integer bonus) {
  std::stable_sort(jobs.begin(), jobs.end(),
                   [](const List& a, const List& b) { return a[1] < b[1]; });
  List ends, best = {0};
  for (const auto& job : jobs) {
    const auto k = std::upper_bound(ends.begin(), ends.end(), job[0] - gap) - ends.begin();
    const Integer earned = job[2] + bonus * (job[1] - job[0]);
    best.push_back(std::max(best.back(), best[static_cast<std::size_t>(k)] + earned));
    ends.push_back(job[1]);
  }
  return best.back();
}

}  // namespace

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
  problem.draw = draw_jobs;
  problem.answer = [=](const std::vector<Value>& arguments) -> Value {
    return largest_total(rows_of(arguments[0]), gap, bonus);
  };
  return problem;
}

}  // namespace coding
