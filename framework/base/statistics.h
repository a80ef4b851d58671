// SPDX-License-Identifier: MIT
/// Mean and standard error of samples.
#pragma once

#include <span>

namespace af::base {

/// A mean and the standard error of that mean.
struct Mean {
  double value = 0;           ///< 0 without samples
  double standard_error = 0;  ///< 0 with fewer than two samples
};

/// The arithmetic mean, and sqrt(s² / n) where s² is the sample variance with n - 1 degrees of
/// freedom. Sums in the order given, so that the same samples give the same bits.
[[nodiscard]] Mean mean_of(std::span<const double> samples);

}  // namespace af::base
