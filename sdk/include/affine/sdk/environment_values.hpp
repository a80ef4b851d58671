// SPDX-License-Identifier: MIT
/// The values that an environment class takes and returns.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../abi/environment.h"

namespace affine {

/// A published bundle of difficulty; see AfLevel.
struct Level {
  std::string name, summary{};
};

/// What an environment class answers from `info()`; see AfEnvironmentDescriptor.
struct EnvironmentInfo {
  std::string name, summary, license = "MIT";
  std::uint32_t generator_version = 1;  ///< raise with any change of tasks or scores
  std::uint32_t max_turns = 1;          ///< most replies of an episode
  std::vector<Level> levels;            ///< at least one
};

/// A new task; the public part is what anybody may see, the private part holds the answer. `family`
/// names the kind of problem for reports; empty where there is only one.
struct Task {
  std::string public_part, private_part{}, family{};
};
/// A task's bytes, borrowed.
struct TaskView {
  std::string_view public_part, private_part, family{};
};

/// One message for the model.
struct Message {
  AfRole role = AF_ROLE_USER;
  std::string text;
};

/// A model's reply, borrowed.
struct Reply {
  std::string_view text;  ///< without reasoning that the server gave apart
  AfFinish finish = AF_FINISH_STOP;
  std::string_view reasoning{};  ///< see AfReply
};

/// Named replies, for baselines and mutants.
using Replies = std::vector<std::pair<std::string, std::string>>;

/// The judgement: scored or void, and how good; see AfVerdict.
struct Verdict {
  AfVerdictState state = AF_VERDICT_UNSET;
  double score = std::nan("");
  AfExtraction extraction = AF_EXTRACTION_NOT_APPLICABLE;
  AfCause cause = AF_CAUSE_NONE;
  std::string evidence{};
  std::map<std::string, double> metrics{};

  /// The answer is right: score 1. `evidence` is for people.
  [[nodiscard]] static Verdict right(std::string evidence = {}) {
    return {AF_VERDICT_SCORED, 1.0, AF_EXTRACTION_FOUND, AF_CAUSE_NONE, std::move(evidence)};
  }
  /// An answer was found and is wrong: score 0. `evidence` is for people.
  [[nodiscard]] static Verdict wrong(std::string evidence) {
    return {AF_VERDICT_SCORED, 0.0, AF_EXTRACTION_FOUND, AF_CAUSE_ANSWER_WRONG,
            std::move(evidence)};
  }
  /// The reply holds no answer: score 0. `evidence` is for people.
  [[nodiscard]] static Verdict missing(std::string evidence) {
    return {AF_VERDICT_SCORED, 0.0, AF_EXTRACTION_MISSING, AF_CAUSE_ANSWER_MISSING,
            std::move(evidence)};
  }
  /// An answer was found and cannot be read: score 0. `evidence` is for people.
  [[nodiscard]] static Verdict malformed(std::string evidence) {
    return {AF_VERDICT_SCORED, 0.0, AF_EXTRACTION_MALFORMED, AF_CAUSE_ANSWER_MALFORMED,
            std::move(evidence)};
  }
  /// The reply holds several answers: score 0. `evidence` is for people.
  [[nodiscard]] static Verdict ambiguous(std::string evidence) {
    return {AF_VERDICT_SCORED, 0.0, AF_EXTRACTION_AMBIGUOUS, AF_CAUSE_ANSWER_AMBIGUOUS,
            std::move(evidence)};
  }
  /// Not the miner's fault: no score. `why` is a validator cause.
  [[nodiscard]] static Verdict voided(AfCause why, std::string evidence) {
    return {AF_VERDICT_VOID, std::nan(""), AF_EXTRACTION_NOT_APPLICABLE, why, std::move(evidence)};
  }
};

}  // namespace affine
