// SPDX-License-Identifier: MIT
/// The environments that are loaded, by their id in the configuration.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "pipeline/plan.h"
#include "plugin/environment.h"

namespace af::pipeline {

/// Environments by id.
using Environments = std::map<std::string, std::shared_ptr<plugin::Environment>>;

/// The loaded environment with which a plan's tasks can be made again; null when it is missing, or
/// has another generator version or other options than the plan.
[[nodiscard]] plugin::Environment* find_as_planned(const Environments& environments,
                                                   const PlannedEnvironment& planned);

}  // namespace af::pipeline
