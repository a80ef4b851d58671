/// Programs with a known end, which tell whether the sandbox holds: run when a validator starts and
/// by `af sandbox probe`. Not the test suite: a sample of it that takes a moment.
#pragma once

#include <string>
#include <vector>

#include "sandbox/messages.h"

namespace af::sandbox {

struct Trial {
  std::string name;
  Job job;
  Verdict verdict;
  std::string output;
};

/// The first is harmless and shows only that programs run.
[[nodiscard]] const std::vector<Trial>& self_test();

}  // namespace af::sandbox
