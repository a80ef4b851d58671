// SPDX-License-Identifier: MIT
#include "base/statistics.h"

#include <cmath>

namespace af::base {

Mean mean_of(std::span<const double> samples) {
  Mean mean;
  if (samples.empty()) return mean;
  const auto n = static_cast<double>(samples.size());
  double sum = 0, squares = 0;
  for (const double x : samples) sum += x;
  mean.value = sum / n;
  for (const double x : samples) squares += (x - mean.value) * (x - mean.value);
  if (samples.size() > 1) mean.standard_error = std::sqrt(squares / (n - 1) / n);
  return mean;
}

}  // namespace af::base
