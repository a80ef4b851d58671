// SPDX-License-Identifier: MIT
#include "plugin/child/failure_window.h"

#include "support/catch.h"

using af::plugin::FailureWindow;
using std::chrono::seconds;

TEST_CASE("failures count for one period, and one can be taken back") {
  const FailureWindow::Time start{};
  FailureWindow window(2, seconds(10));
  window.take_back();
  CHECK_FALSE(window.exceeded(start));
  window.add(start);
  CHECK_FALSE(window.exceeded(start));
  window.add(start + seconds(10));
  CHECK(window.exceeded(start + seconds(10)));
  window.take_back();
  CHECK(window.count(start + seconds(10)) == 1);
  CHECK(window.count(start + seconds(11)) == 0);
  window.add(start + seconds(12));
  window.clear();
  CHECK(window.count(start + seconds(12)) == 0);
}
