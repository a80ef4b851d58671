// SPDX-License-Identifier: MIT
/// From stored rows to a decision, and back from a decision to what the next window starts with.
/// The live pipeline, `af score` and `af audit` all come through here.
#pragma once

#include <functional>
#include <vector>

#include "pipeline/plan.h"
#include "scoring/rule.h"
#include "store/rows.h"

namespace af::pipeline {

/// What scoring needs of a row.
[[nodiscard]] scoring::Fact fact_of(const store::Rollout& rollout);

/// Applies the plan's rule to a window's facts. Fails if the plan names a rule that this program
/// does not have.
[[nodiscard]] base::Result<scoring::Decision> decide(const Plan& plan, std::int64_t window,
                                                     const scoring::State& before,
                                                     const std::vector<scoring::Fact>& facts);

/// A decision as rows of the record.
[[nodiscard]] std::vector<store::Score> score_rows(std::int64_t window,
                                                   const scoring::Decision& decision);
/// The weights of a decision as rows of the record, one a miner.
[[nodiscard]] std::vector<store::Weight> weight_rows(std::int64_t window,
                                                     const scoring::Decision& decision);
/// `scoring::state_after` of a stored decision: from its scores and its report, which is empty if
/// there is no such decision.
[[nodiscard]] scoring::State state_from(const std::vector<store::Score>& scores,
                                        const std::string& report);

/// The line that `af validate --json` prints for a window (docs/formats.md). It has a key "memory"
/// only if the rule keeps one.
[[nodiscard]] base::Json report(const store::Window& window, const Plan& plan,
                                const scoring::Decision& decision, bool submitted);

/// How the rule of a window's stored plan decides, for people.
[[nodiscard]] base::Result<std::string> explanation(const std::string& plan);

/// Digest over the digests of a window's rollouts, in any order.
[[nodiscard]] std::string rows_digest(std::vector<std::string> digests);

}  // namespace af::pipeline
