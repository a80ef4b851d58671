// SPDX-License-Identifier: MIT
#include <algorithm>
#include <numeric>

#include "operation.hpp"

namespace deduction {
namespace {

using affine::Random;

std::string text(std::int64_t n) { return std::to_string(n); }

Operation keep(Random& random) {
  const std::int64_t m = random.between(2, 5), r = random.between(0, m - 1);
  return on<List>("Keep only the numbers whose remainder when divided by " + text(m) + " is not " +
                      text(r) + ".",
                  "x = [v for v in x if v % " + text(m) + " != " + text(r) + "]\n", [m, r](List x) {
                    std::erase_if(x, [&](std::int64_t v) { return modulo(v, m) == r; });
                    return x;
                  });
}

Operation scale(Random& random) {
  const std::int64_t a = random.between(2, 9), b = random.between(1, 20),
                     m = random.between(50, 200);
  return on<List>("Replace each number v by the remainder of " + text(a) + "*v + " + text(b) +
                      " when divided by " + text(m) + " (the remainder is never negative).",
                  "x = [(" + text(a) + " * v + " + text(b) + ") % " + text(m) + " for v in x]\n",
                  [=](List x) {
                    for (auto& v : x) v = modulo(a * v + b, m);
                    return x;
                  });
}

Operation sort_by_remainder(Random& random) {
  const std::int64_t m = random.between(3, 12);
  const bool down = random.chance(0.5);
  return on<List>("Sort the numbers by their remainder when divided by " + text(m) +
                      ", smallest remainder first; " + "among equal remainders the " +
                      (down ? "larger" : "smaller") + " number comes first.",
                  "x.sort(key=lambda v: (v % " + text(m) + ", " + (down ? "-" : "") + "v))\n",
                  [m, down](List x) {
                    std::sort(x.begin(), x.end(), [&](std::int64_t a, std::int64_t b) {
                      const auto ra = modulo(a, m), rb = modulo(b, m);
                      return ra != rb ? ra < rb : (down ? a > b : a < b);
                    });
                    return x;
                  });
}

Operation rotate(Random& random) {
  const std::int64_t k = random.between(1, 4);
  return on<List>("Move the first number to the end, " + text(k) + (k == 1 ? " time." : " times."),
                  "for _ in range(" + text(k) + "):\n    x = x[1:] + x[:1]\n", [k](List x) {
                    if (!x.empty())
                      std::rotate(x.begin(), x.begin() + k % static_cast<std::int64_t>(x.size()),
                                  x.end());
                    return x;
                  });
}

Operation deduplicate(Random&) {
  return on<List>("Remove every number that has already appeared earlier in the list.",
                  "x = list(dict.fromkeys(x))\n", [](const List& x) {
                    List kept;
                    for (const auto v : x) {
                      if (std::find(kept.begin(), kept.end(), v) == kept.end()) kept.push_back(v);
                    }
                    return kept;
                  });
}

Operation prefix_sums(Random& random) {
  const std::int64_t m = random.between(60, 500);
  return on<List>(
      "Replace each number by the sum of it and all numbers before it, reduced modulo " + text(m) +
          ".",
      "from itertools import accumulate\nx = [v % " + text(m) + " for v in accumulate(x)]\n",
      [m](List x) {
        std::partial_sum(x.begin(), x.end(), x.begin());
        for (auto& v : x) v = modulo(v, m);
        return x;
      });
}

Operation differences(Random& random) {
  const bool absolute = random.chance(0.5);
  return on<List>(
      std::string("Replace the list by the ") +
          (absolute ? "absolute differences" : "differences") +
          " of neighbours: the second minus the first, the third minus the second, and so on" +
          (absolute ? ", each without its sign" : "") +
          " (the list gets one shorter; a list of one number becomes empty).",
      std::string("x = [") + (absolute ? "abs(b - a)" : "b - a") + " for a, b in zip(x, x[1:])]\n",
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
      "one is the "
      "first one. All sums use the old numbers.",
      "x = [x[i] + x[(i + 1) % len(x)] for i in range(len(x))]\n", [](const List& x) {
        List y;
        for (std::size_t i = 0; i < x.size(); ++i) y.push_back(x[i] + x[(i + 1) % x.size()]);
        return y;
      });
}

Operation every(Random& random) {
  const auto k = static_cast<std::size_t>(random.between(2, 4)),
             s = static_cast<std::size_t>(random.between(0, 2));
  return on<List>("Counting positions from 0, remove the numbers at the positions " +
                      std::to_string(s) + ", " + std::to_string(s + k) + ", " +
                      std::to_string(s + 2 * k) + " and so on in steps of " + std::to_string(k) +
                      ".",
                  "x = [v for i, v in enumerate(x) if i < " + std::to_string(s) + " or (i - " +
                      std::to_string(s) + ") % " + std::to_string(k) + " != 0]\n",
                  [k, s](const List& x) {
                    List y;
                    for (std::size_t i = 0; i < x.size(); ++i) {
                      if (i < s || (i - s) % k != 0) y.push_back(x[i]);
                    }
                    return y;
                  });
}

Operation swap_pairs(Random&) {
  return on<List>(
      "Swap the first number with the second, the third with the fourth, and so on; a last one "
      "without partner "
      "stays.",
      "for i in range(0, len(x) - 1, 2):\n    x[i], x[i + 1] = x[i + 1], x[i]\n", [](List x) {
        for (std::size_t i = 0; i + 1 < x.size(); i += 2) std::swap(x[i], x[i + 1]);
        return x;
      });
}

Operation running_maximum(Random& random) {
  const bool most = random.chance(0.5);
  return on<List>(std::string("Replace each number by the ") + (most ? "largest" : "smallest") +
                      " number from the beginning of the list up to and including it.",
                  std::string("for i in range(1, len(x)):\n    x[i] = ") + (most ? "max" : "min") +
                      "(x[i], x[i - 1])\n",
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
      std::string("Reorder the list: take the first number, then the last, then the second, then "
                  "the second "
                  "to last, and so on until all are taken") +
          (back ? "; then reverse the whole list." : "."),
      std::string(
          "y = []\nwhile x:\n    y.append(x.pop(0))\n    if x:\n        y.append(x.pop())\nx = y") +
          (back ? "[::-1]" : "") + "\n",
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
  const std::int64_t m = random.between(2, 4);
  return on<List>(
      "Split the list into maximal runs of consecutive numbers that have the same remainder when "
      "divided by " +
          text(m) + ", and replace each run by its sum.",
      "from itertools import groupby\nx = [sum(g) for _, g in groupby(x, key=lambda v: v % " +
          text(m) + ")]\n",
      [m](const List& x) {
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
  return on<List>(std::string("Append to the end of the list ") + english[kind] + ".",
                  std::string("x.append(") + python[kind] + ")\n", [kind](List x) {
                    std::int64_t value = static_cast<std::int64_t>(x.size());
                    if (kind == 0) value = std::accumulate(x.begin(), x.end(), std::int64_t{0});
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
