// SPDX-License-Identifier: MIT
/// One rollout, from the first message to the verdict, and the same again from stored replies.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/async.h"
#include "pipeline/exchange.h"
#include "pipeline/request.h"
#include "plugin/environment.h"

namespace af::pipeline {

/// A request with everything that it names at hand. References outlive the rollout.
struct Assignment {
  plugin::Environment& environment;
  std::string environment_id;
  std::shared_ptr<const plugin::Task> task;
  base::Seed seed{};
  Route route;
  std::string model;
  Sampling sampling;
};

/// Plays it. Nothing when `stop` was requested before the rollout was finished.
[[nodiscard]] base::Awaitable<std::optional<RolloutResult>> play(Assignment assignment,
                                                                 Exchanger& exchanger,
                                                                 std::stop_token stop);

/// Judges stored replies by the same calls: what an audit compares with. Code::failed when the
/// replies lead to no verdict or go on after one.
[[nodiscard]] base::Awaitable<base::Result<plugin::Verdict>> replay(
    plugin::Environment& environment, std::shared_ptr<const plugin::Task> task,
    std::vector<plugin::Reply> replies, std::optional<AfEnd> ended);

/// The result of a rollout that a plugin, or a service of the host that it asked, could not finish.
[[nodiscard]] RolloutResult plugin_failed(RolloutResult result, const base::Error& error);

}  // namespace af::pipeline
