// SPDX-License-Identifier: MIT
#include <algorithm>

#include "operation.hpp"

namespace deduction {
namespace {

using affine::Random;
using grading::fill;

Grid transposed(const Grid& x) {
  Grid y(x[0].size(), std::vector<int>(x.size()));
  for (std::size_t r = 0; r < x.size(); ++r) {
    for (std::size_t c = 0; c < x[0].size(); ++c) y[c][r] = x[r][c];
  }
  return y;
}

Operation transpose(Random&) {
  return on<Grid>("Turn rows into columns: the first row becomes the first column, and so on.",
                  R"py(x = [list(r) for r in zip(*x)])py", {}, transposed);
}

Operation turn(Random&) {
  return on<Grid>("Turn the grid clockwise by a quarter: the first row becomes the last column.",
                  R"py(x = [list(r) for r in zip(*x[::-1])])py", {}, [](Grid x) {
                    std::reverse(x.begin(), x.end());
                    return transposed(x);
                  });
}

Operation flip(Random& random) {
  const bool rows = random.chance(0.5);
  return on<Grid>(rows ? "Reverse the order of the rows." : "Reverse each row.",
                  rows ? R"py(x = x[::-1])py" : R"py(x = [r[::-1] for r in x])py", {},
                  [rows](Grid x) {
                    if (rows) std::reverse(x.begin(), x.end());
                    for (auto& row : x) {
                      if (!rows) std::reverse(row.begin(), row.end());
                    }
                    return x;
                  });
}

Operation shift_rows(Random& random) {
  const Integer k = random.between(1, 3);
  return on<Grid>(
      "Counting rows from 0, rotate row r to the left by {k}*r places: each place moves the first "
      "digit of the row to its end.",
      R"py(x = [r[{k} * i % len(r):] + r[:{k} * i % len(r)] for i, r in enumerate(x)])py",
      {{"k", k}}, [k](Grid x) {
        for (Integer places = 0; auto& row : x) {
          std::rotate(row.begin(), row.begin() + places % static_cast<Integer>(row.size()),
                      row.end());
          places += k;
        }
        return x;
      });
}

Operation add(Random& random) {
  const int a = static_cast<int>(random.between(1, 9)), b = static_cast<int>(random.between(0, 9)),
            c = static_cast<int>(random.between(0, 9));
  return on<Grid>(
      "Counting rows and columns from 0, replace the digit d in row r and column c by (d + {b}*r + "
      "{c}*c + {a}) mod 10.",
      R"py(
x = [[(d + {b} * r + {c} * c + {a}) % 10 for c, d in enumerate(row)] for r, row in enumerate(x)]
)py",
      {{"a", a}, {"b", b}, {"c", c}}, [a, b, c](Grid x) {
        for (std::size_t r = 0; r < x.size(); ++r) {
          for (std::size_t k = 0; k < x[r].size(); ++k) {
            x[r][k] = (x[r][k] + b * static_cast<int>(r) + c * static_cast<int>(k) + a) % 10;
          }
        }
        return x;
      });
}

Operation fall(Random& random) {
  const int most = static_cast<int>(random.between(1, 4));
  const std::string fallen =
      fill(R"py([d for d in c if d <= {most}] + [d for d in c if d > {most}])py", {{"most", most}});
  return on<Grid>(
      "In every column let the digits above {most} fall to the bottom: they keep their order, the "
      "other digits of the column rise above them and keep theirs.",
      R"py(x = [list(r) for r in zip(*[{fallen} for c in zip(*x)])])py",
      {{"most", most}, {"fallen", fallen}}, [most](const Grid& x) {
        Grid columns = transposed(x);
        for (auto& column : columns) {
          std::stable_partition(column.begin(), column.end(), [most](int d) { return d <= most; });
        }
        return transposed(columns);
      });
}

Operation neighbours(Random& random) {
  const bool self = random.chance(0.5);
  const std::string total = fill(R"py(sum(x[a][b] for a, b in {near} if {inside}))py",
                                 {{"near", "((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1))"},
                                  {"inside", "0 <= a < len(x) and 0 <= b < len(x[0])"}});
  return on<Grid>(
      "Replace every digit by the sum of {itself}its neighbours above, below, left and right (as "
      "far as they exist), modulo 10. All sums use the old digits.",
      R"py(x = [[({own}{total}) % 10 for c in range(len(x[0]))] for r in range(len(x))])py",
      {{"itself", self ? "itself and " : ""}, {"own", self ? "x[r][c] + " : ""}, {"total", total}},
      [self](const Grid& x) {
        Grid y = x;
        const auto rows = static_cast<int>(x.size()), columns = static_cast<int>(x[0].size());
        const auto at = [&](int r, int c) {
          const bool inside = r >= 0 && r < rows && c >= 0 && c < columns;
          return inside ? x[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] : 0;
        };
        for (int r = 0; r < rows; ++r) {
          for (int c = 0; c < columns; ++c) {
            const int sum =
                at(r - 1, c) + at(r + 1, c) + at(r, c - 1) + at(r, c + 1) + (self ? at(r, c) : 0);
            y[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] = sum % 10;
          }
        }
        return y;
      });
}

Operation sort_rows(Random& random) {
  const bool sums = random.chance(0.5);
  return on<Grid>(
      sums ? "Sort the rows by the sum of their digits, smallest first; rows with equal sums keep "
             "their order."
           : "Sort the digits within each row, largest first.",
      sums ? R"py(x.sort(key=sum))py" : R"py(x = [sorted(r, reverse=True) for r in x])py", {},
      [sums](Grid x) {
        const auto sum = [](const std::vector<int>& row) {
          int total = 0;
          for (const int d : row) total += d;
          return total;
        };
        if (sums) {
          std::stable_sort(x.begin(), x.end(),
                           [&](const auto& a, const auto& b) { return sum(a) < sum(b); });
        } else {
          for (auto& row : x) std::sort(row.begin(), row.end(), std::greater<>());
        }
        return x;
      });
}

Operation add_row(Random& random) {
  const bool sums = random.chance(0.5);
  return on<Grid>(sums
                      ? "Append a row that holds, for each column, the sum of its digits modulo 10."
                      : "Append to each row the largest digit of that row.",
                  sums ? R"py(x.append([sum(c) % 10 for c in zip(*x)]))py"
                       : R"py(x = [r + [max(r)] for r in x])py",
                  {}, [sums](Grid x) {
                    if (sums) {
                      std::vector<int> last;
                      for (const auto& column : transposed(x)) {
                        int total = 0;
                        for (const int d : column) total += d;
                        last.push_back(total % 10);
                      }
                      x.push_back(last);
                    } else {
                      for (auto& row : x) row.push_back(*std::max_element(row.begin(), row.end()));
                    }
                    return x;
                  });
}

}  // namespace

Operation draw_grid_operation(Random& random) {
  constexpr Draw all[] = {transpose, turn,       flip,      shift_rows, add,
                          fall,      neighbours, sort_rows, add_row};
  return all[random.below(std::size(all))](random);
}

}  // namespace deduction
