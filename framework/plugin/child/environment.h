// SPDX-License-Identifier: MIT
/// Environments that run in a child process.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "plugin/child/host.h"
#include "plugin/environment.h"

namespace af::plugin {

/// The descriptor in a child's answer to `load`; an error when it breaks the contract.
[[nodiscard]] base::Result<EnvironmentDescriptor> read_descriptor(
    const base::Result<ChildHost::Answer>& answer);

/// Wraps a child that has loaded its plugin. `options` is the canonical JSON that it was configured
/// with; `call_time` bounds each call. `sandbox` may be null. Stops the host when it goes away.
[[nodiscard]] std::shared_ptr<Environment> make_child_environment(
    std::shared_ptr<ChildHost> host, std::shared_ptr<sandbox::Sandbox> sandbox,
    EnvironmentDescriptor descriptor, std::string options, std::chrono::milliseconds call_time);

}  // namespace af::plugin
