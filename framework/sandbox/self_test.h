// SPDX-License-Identifier: MIT
/// Programs with a known result that show whether the sandbox works. They run before a slot serves,
/// again after an hour, and by `af sandbox probe`. It is a small sample of the test suite.
#pragma once

#include <string>
#include <vector>

#include "sandbox/messages.h"

namespace af::sandbox {

/// A program that a working sandbox must end in one known way.
struct SelfTestCase {
  std::string name;  ///< what it shows, as messages print it
  Job job;
  RunVerdict verdict;  ///< that it must end with
  std::string output;  ///< that it must print
};

/// All cases, in the order in which they run. The first is harmless and shows only that programs
/// run.
[[nodiscard]] const std::vector<SelfTestCase>& self_test();

}  // namespace af::sandbox
