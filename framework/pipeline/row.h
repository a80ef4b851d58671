// SPDX-License-Identifier: MIT
/// From a planned rollout and its result to the row that the record keeps.
#pragma once

#include "pipeline/plan.h"
#include "pipeline/request.h"
#include "store/rows.h"

namespace af::pipeline {

/// A row that says who was asked which task; everything else is empty.
[[nodiscard]] store::Rollout make_row(std::int64_t window, const PlannedMiner& miner,
                                      const PlannedEnvironment& environment, std::int64_t task,
                                      const RolloutRequest& request);

/// Puts a result into its row. `ended_ms`: wall clock, Unix milliseconds.
void fill_row(store::Rollout& row, RolloutResult result, std::int64_t ended_ms);

}  // namespace af::pipeline
