// SPDX-License-Identifier: MIT
/// The leaderboard: a window's report for people.
#pragma once

#include <string>

#include "base/json.h"

namespace af::cli {

/// `report` is a line of `af validate --json`.
[[nodiscard]] std::string leaderboard(const base::Json& report);

}  // namespace af::cli
