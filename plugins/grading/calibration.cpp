// SPDX-License-Identifier: MIT
#include "calibration.hpp"

#include <algorithm>

namespace grading {

using affine::ProgramRun;
using affine::Verdict;

std::optional<std::uint64_t> calibrated_limit_ms(const std::vector<ProgramRun>& runs,
                                                 std::string_view expected,
                                                 const Compare& compare) {
  if (runs.empty()) return {};
  std::uint64_t least_us = runs[0].cpu_us;
  for (const auto& run : runs) {
    if (run.verdict != AF_RUN_OK || !compare(run.output, expected)) return {};
    least_us = std::min(least_us, run.cpu_us);
  }
  return std::max(least_limit_ms, (least_us * limit_factor + 999) / 1000);
}

double part_of_limit(const ProgramRun& run, std::uint64_t limit_ms) {
  return static_cast<double>(run.cpu_us) / (static_cast<double>(limit_ms) * 1000.0);
}

Verdict judge_within(const ProgramRun& run, std::uint64_t limit_ms, std::string_view expected,
                     const Compare& compare) {
  if (run.verdict == AF_RUN_TIME_LIMIT || run.cpu_us >= limit_ms * 1000) {
    Verdict verdict =
        Verdict::wrong("the large test: more than " + std::to_string(limit_ms) + " ms of CPU time");
    verdict.cause = AF_CAUSE_MINER_TIME_LIMIT;
    return verdict;
  }
  if (run.verdict != AF_RUN_OK) return verdict_of_failure(run, "the large test");
  return compare(run.output, expected) ? Verdict::right()
                                       : Verdict::wrong("the large test: wrong output");
}

}  // namespace grading
