// SPDX-License-Identifier: MIT
#include "program_answer.hpp"

namespace grading {

using affine::ProgramRun;
using affine::Verdict;

std::optional<std::string> python_in(const affine::Reply& reply, const affine::Call& call) {
  for (const char* language : {"python", "python3", "py", ""}) {
    if (const auto fence = call.last_fence(reply.text, language)) return std::string(*fence);
  }
  return {};
}

std::string fenced(const std::string& program) { return "```python\n" + program + "```"; }

Verdict verdict_of_failure(const ProgramRun& run, const std::string& whose) {
  const std::string why = run.detail.empty() ? "it failed" : run.detail;
  Verdict verdict = Verdict::wrong(whose + ": " + why);
  if (run.verdict == AF_RUN_TIME_LIMIT) verdict.cause = AF_CAUSE_MINER_TIME_LIMIT;
  if (run.verdict == AF_RUN_REJECTED) verdict = Verdict::malformed(whose + ": " + why);
  return verdict;
}

Verdict judge(const std::string& source, const std::vector<Case>& cases,
              const affine::ProgramLimits& limits, const Compare& compare,
              const affine::Call& call) {
  if (cases.empty()) throw affine::Failure("a task without tests", AF_INTERNAL);
  std::size_t right = 0;
  std::optional<Verdict> failure;
  const auto look = [&](const std::vector<ProgramRun>& runs, std::size_t first) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const bool good =
          runs[i].verdict == AF_RUN_OK && compare(runs[i].output, cases[first + i].expected);
      right += good ? 1 : 0;
      if (good || failure) continue;
      failure = runs[i].verdict == AF_RUN_OK ? Verdict::wrong("a hidden test: wrong output")
                                             : verdict_of_failure(runs[i], "a hidden test");
    }
  };
  look(call.run("python3", source, {cases[0].input}, limits), 0);
  if (!failure && cases.size() > 1) {
    std::vector<std::string> inputs;
    for (std::size_t i = 1; i < cases.size(); ++i) inputs.push_back(cases[i].input);
    look(call.run("python3", source, inputs, limits), 1);
  }
  Verdict verdict = failure ? *failure : Verdict::right();
  verdict.metrics["tests_right"] = static_cast<double>(right) / static_cast<double>(cases.size());
  return verdict;
}

}  // namespace grading
