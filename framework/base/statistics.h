/// Mean and standard error of samples.
#pragma once

#include <cmath>
#include <span>

namespace af::base {

/// Of independent samples.
struct Estimate {
  double mean = 0;            ///< arithmetic; 0 without samples
  double standard_error = 0;  ///< of the mean; 0 with fewer than two samples
};

/// The mean, and its standard error from the sample variance with n - 1 degrees of freedom. The
/// sums run in the order of the samples, so that equal input gives equal bits.
[[nodiscard]] inline Estimate estimate(std::span<const double> samples) {
  Estimate result;
  if (samples.empty()) return result;
  const auto n = static_cast<double>(samples.size());
  double sum = 0, squares = 0;
  for (const double x : samples) sum += x;
  result.mean = sum / n;
  for (const double x : samples) squares += (x - result.mean) * (x - result.mean);
  if (samples.size() > 1) result.standard_error = std::sqrt(squares / (n - 1) / n);
  return result;
}

}  // namespace af::base
