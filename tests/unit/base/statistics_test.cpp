// SPDX-License-Identifier: MIT
#include "base/statistics.h"

#include <vector>

#include "support/catch.h"

using namespace af;

TEST_CASE("mean and standard error of few samples") {
  CHECK(base::mean_of({}).value == 0);
  const std::vector<double> one = {0.25};
  CHECK(base::mean_of(one).value == 0.25);
  CHECK(base::mean_of(one).standard_error == 0);
  const std::vector<double> two = {0, 1};
  CHECK(base::mean_of(two).value == 0.5);
  CHECK(base::mean_of(two).standard_error == 0.5);
}
