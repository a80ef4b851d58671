// SPDX-License-Identifier: MIT
/// Environments that run in this process: for trusted plugins only.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "plugin/boundary/local_environment.h"
#include "plugin/environment.h"

namespace af::plugin {

/// Wraps a loaded instance. `options` is the canonical JSON that it was made from; `call_time`
/// bounds each call, as far as the plugin polls for cancellation. `sandbox` may be null.
[[nodiscard]] std::shared_ptr<Environment> make_in_process_environment(
    std::shared_ptr<LocalEnvironment> local, std::shared_ptr<sandbox::Sandbox> sandbox,
    std::string options, std::chrono::milliseconds call_time);

}  // namespace af::plugin
