// SPDX-License-Identifier: MIT
#include "plugin/program_runner.h"

#include <algorithm>

namespace af::plugin {

base::Awaitable<base::Status> run_programs(std::shared_ptr<sandbox::Sandbox> sandbox,
                                           ProgramRuns& runs, ProgramRequest request) {
  constexpr std::size_t most_errors = 4096;
  if (!sandbox) {
    co_return base::Error{base::Code::plugin, "no programs can be run here",
                          AF_CAUSE_SANDBOX_UNAVAILABLE};
  }
  if (const auto checked = check_request(request); !checked) co_return checked.error();
  const auto key = key_of(request);
  if (runs.done.contains(key) || runs.done.size() >= max_batches) {
    co_return base::Error{base::Code::plugin, "asks for runs without end",
                          AF_CAUSE_PLUGIN_CONTRACT};
  }
  auto batch =
      co_await sandbox->run(std::move(request.program), std::move(request.inputs), request.limits);
  if (!batch) co_return batch.error();
  for (auto& run : *batch) run.errors.resize(std::min(run.errors.size(), most_errors));
  runs.done[key] = std::move(*batch);
  co_return base::Done{};
}

}  // namespace af::plugin
