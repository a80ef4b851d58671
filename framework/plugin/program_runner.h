// SPDX-License-Identifier: MIT
/// Runs the programs that calls into an environment ask for.
#pragma once

#include <memory>

#include "base/async.h"
#include "base/result.h"
#include "plugin/boundary/program_runs.h"
#include "sandbox/sandbox.h"

namespace af::plugin {

/// Has the sandbox run `request` and adds the results to `runs.done`. Fails with
/// AF_CAUSE_SANDBOX_UNAVAILABLE when there is no sandbox, with AF_CAUSE_PLUGIN_CONTRACT when the
/// request is beyond the limits, was answered before, or is one batch too many; or as the sandbox
/// fails. `runs` must live until this returns.
[[nodiscard]] base::Awaitable<base::Status> run_programs(std::shared_ptr<sandbox::Sandbox> sandbox,
                                                         ProgramRuns& runs, ProgramRequest request);

}  // namespace af::plugin
