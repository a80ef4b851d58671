// SPDX-License-Identifier: MIT
#include <algorithm>
#include <numeric>

#include "operation.hpp"

namespace deduction {
namespace {

using affine::Random;

Operation keep(Random& random) {
  const Integer m = random.between(2, 5), r = random.between(0, m - 1);
  return on<List>("Keep only the numbers whose remainder when divided by {m} is not {r}.",
                  R"py(x = [v for v in x if v % {m} != {r}])py", {{"m", m}, {"r", r}},
                  [m, r](List x) {
                    std::erase_if(x, [&](Integer v) { return modulo(v, m) == r; });
                    return x;
                  });
}

Operation scale(Random& random) {
  const Integer a = random.between(2, 9), b = random.between(1, 20), m = random.between(50, 200);
  return on<List>(
      "Replace each number v by the remainder of {a}*v + {b} when divided by {m} (the remainder is "
      "never negative).",
      R"py(x = [({a} * v + {b}) % {m} for v in x])py", {{"a", a}, {"b", b}, {"m", m}}, [=](List x) {
        for (auto& v : x) v = modulo(a * v + b, m);
        return x;
      });
}

Operation sort_by_remainder(Random& random) {
  const Integer m = random.between(3, 12);
  const bool down = random.chance(0.5);
  return on<List>(
      "Sort the numbers by their remainder when divided by {m}, smallest remainder first; among "
      "equal remainders the {which} number comes first.",
      R"py(x.sort(key=lambda v: (v % {m}, {sign}v)))py",
      {{"m", m}, {"which", down ? "larger" : "smaller"}, {"sign", down ? "-" : ""}},
      [m, down](List x) {
        std::sort(x.begin(), x.end(), [&](Integer a, Integer b) {
          const auto ra = modulo(a, m), rb = modulo(b, m);
          return ra != rb ? ra < rb : (down ? a > b : a < b);
        });
        return x;
      });
}

Operation rotate(Random& random) {
  const Integer k = random.between(1, 4);
  return on<List>("Move the first number to the end, {k} {times}.",
                  R"py(
for _ in range({k}):
    x = x[1:] + x[:1]
)py",
                  {{"k", k}, {"times", k == 1 ? "time" : "times"}}, [k](List x) {
                    if (x.empty()) return x;
                    std::rotate(x.begin(), x.begin() + k % static_cast<Integer>(x.size()), x.end());
                    return x;
                  });
}

Operation deduplicate(Random&) {
  return on<List>("Remove every number that has already appeared earlier in the list.",
                  R"py(x = list(dict.fromkeys(x)))py", {}, [](const List& x) {
                    List kept;
                    for (const auto v : x) {
                      if (std::find(kept.begin(), kept.end(), v) == kept.end()) kept.push_back(v);
                    }
                    return kept;
                  });
}

Operation prefix_sums(Random& random) {
  const Integer m = random.between(60, 500);
  return on<List>(
      "Replace each number by the sum of it and all numbers before it, reduced modulo {m}.",
      R"py(
from itertools import accumulate
x = [v % {m} for v in accumulate(x)]
)py",
      {{"m", m}}, [m](List x) {
        std::partial_sum(x.begin(), x.end(), x.begin());
        for (auto& v : x) v = modulo(v, m);
        return x;
      });
}

Operation differences(Random& random) {
  const bool absolute = random.chance(0.5);
  return on<List>(
      "Replace the list by the {differences} of neighbours: the second minus the first, the third "
      "minus the second, and so on{sign} (the list gets one shorter; a list of one number becomes "
      "empty).",
      R"py(x = [{difference} for a, b in zip(x, x[1:])])py",
      {{"differences", absolute ? "absolute differences" : "differences"},
       {"sign", absolute ? ", each without its sign" : ""},
       {"difference", absolute ? "abs(b - a)" : "b - a"}},
      [absolute](const List& x) {
        List y;
        for (std::size_t i = 1; i < x.size(); ++i) {
          y.push_back(absolute ? std::abs(x[i] - x[i - 1]) : x[i] - x[i - 1]);
        }
        return y;
      });
}

Operation neighbours(Random&) {
  return on<List>(
      "Replace each number by the sum of itself and the number after it; the number after the last "
      "one is the first one. All sums use the old numbers.",
      R"py(x = [x[i] + x[(i + 1) % len(x)] for i in range(len(x))])py", {}, [](const List& x) {
        List y;
        for (std::size_t i = 0; i < x.size(); ++i) y.push_back(x[i] + x[(i + 1) % x.size()]);
        return y;
      });
}

Operation every(Random& random) {
  const Integer k = random.between(2, 4), s = random.between(0, 2);
  return on<List>(
      "Counting positions from 0, remove the numbers at the positions {s}, {second}, {third} and "
      "so on in steps of {k}.",
      R"py(x = [v for i, v in enumerate(x) if i < {s} or (i - {s}) % {k} != 0])py",
      {{"k", k}, {"s", s}, {"second", s + k}, {"third", s + 2 * k}}, [k, s](const List& x) {
        List y;
        for (Integer i = 0; i < static_cast<Integer>(x.size()); ++i) {
          if (i < s || (i - s) % k != 0) y.push_back(x[static_cast<std::size_t>(i)]);
        }
        return y;
      });
}

Operation swap_pairs(Random&) {
  return on<List>(
      "Swap the first number with the second, the third with the fourth, and so on; a last one "
      "without partner stays.",
      R"py(
for i in range(0, len(x) - 1, 2):
    x[i], x[i + 1] = x[i + 1], x[i]
)py",
      {}, [](List x) {
        for (std::size_t i = 0; i + 1 < x.size(); i += 2) std::swap(x[i], x[i + 1]);
        return x;
      });
}

Operation running_maximum(Random& random) {
  const bool most = random.chance(0.5);
  return on<List>(
      "Replace each number by the {which} number from the beginning of the list up to and "
      "including it.",
      R"py(
for i in range(1, len(x)):
    x[i] = {extreme}(x[i], x[i - 1])
)py",
      {{"which", most ? "largest" : "smallest"}, {"extreme", most ? "max" : "min"}},
      [most](List x) {
        for (std::size_t i = 1; i < x.size(); ++i) {
          x[i] = most ? std::max(x[i], x[i - 1]) : std::min(x[i], x[i - 1]);
        }
        return x;
      });
}

Operation interleave(Random& random) {
  const bool back = random.chance(0.5);
  return on<List>(
      "Reorder the list: take the first number, then the last, then the second, then the second to "
      "last, and so on until all are taken{then_reverse}.",
      R"py(
y = []
while x:
    y.append(x.pop(0))
    if x:
        y.append(x.pop())
x = y{reversed}
)py",
      {{"then_reverse", back ? "; then reverse the whole list" : ""},
       {"reversed", back ? "[::-1]" : ""}},
      [back](const List& x) {
        List y;
        for (std::size_t i = 0, j = x.size(); i < j;) {
          y.push_back(x[i++]);
          if (i < j) y.push_back(x[--j]);
        }
        if (back) std::reverse(y.begin(), y.end());
        return y;
      });
}

Operation group_sums(Random& random) {
  const Integer m = random.between(2, 4);
  return on<List>(
      "Split the list into maximal runs of consecutive numbers that have the same remainder when "
      "divided by {m}, and replace each run by its sum.",
      R"py(
from itertools import groupby
x = [sum(g) for _, g in groupby(x, key=lambda v: v % {m})]
)py",
      {{"m", m}}, [m](const List& x) {
        List y;
        for (std::size_t i = 0; i < x.size(); ++i) {
          if (i > 0 && modulo(x[i], m) == modulo(x[i - 1], m)) {
            y.back() += x[i];
          } else {
            y.push_back(x[i]);
          }
        }
        return y;
      });
}

Operation append_summary(Random& random) {
  const auto kind = random.below(3);
  const char* const english[] = {"the sum of all numbers", "how many numbers there are",
                                 "the largest number, or 0 if there are no numbers"};
  const char* const python[] = {"sum(x)", "len(x)", "max(x, default=0)"};
  return on<List>("Append to the end of the list {what}.", R"py(x.append({value}))py",
                  {{"what", english[kind]}, {"value", python[kind]}}, [kind](List x) {
                    Integer value = static_cast<Integer>(x.size());
                    if (kind == 0) value = std::accumulate(x.begin(), x.end(), Integer{0});
                    if (kind == 2) value = x.empty() ? 0 : *std::max_element(x.begin(), x.end());
                    x.push_back(value);
                    return x;
                  });
}

}  // namespace

Operation draw_list_operation(Random& random) {
  constexpr Draw all[] = {keep,        scale,         sort_by_remainder, rotate,
                          deduplicate, prefix_sums,   differences,       neighbours,
                          every,       swap_pairs,    running_maximum,   interleave,
                          group_sums,  append_summary};
  return all[random.below(std::size(all))](random);
}

}  // namespace deduction
