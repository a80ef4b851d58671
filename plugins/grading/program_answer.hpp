// SPDX-License-Identifier: MIT
/// Judging answers that are programs: finding them in a reply, running them on hidden cases,
/// comparing outside.
#pragma once

#include <affine/sdk/environment.hpp>
#include <functional>
#include <string>
#include <vector>

namespace grading {

/// One hidden test. What is expected never enters the process that runs the answer.
struct Case {
  std::string input, expected;
};

/// Whether an output is right.
using Compare = std::function<bool(std::string_view output, std::string_view expected)>;

/// The program in a reply: the last complete block fenced as Python, or else the last fenced block
/// of any kind.
[[nodiscard]] std::optional<std::string> python_in(const affine::Reply& reply,
                                                   const affine::Call& call);

/// A reply that holds this program; its last line ends.
[[nodiscard]] std::string fenced(const std::string& program);

/// The verdict of a run that gave no output to compare. Nothing that the program wrote is in it: it
/// could be the hidden input.
[[nodiscard]] affine::Verdict verdict_of_failure(const affine::ProgramRun& run,
                                                 const std::string& whose);

/// Runs `source` on every case; right if all outputs are. The first case goes alone, so that a
/// program that fails at once costs one run. The evidence names the failure, but neither its case
/// nor anything of the content. Throws where there are no cases: that is the task's fault.
[[nodiscard]] affine::Verdict judge(const std::string& source, const std::vector<Case>& cases,
                                    const affine::ProgramLimits& limits, const Compare& compare,
                                    const affine::Call& call);

}  // namespace grading
