// SPDX-License-Identifier: MIT
#include "pipeline/audit.h"

#include "pipeline/decide.h"
#include "pipeline/rollout.h"
#include "pipeline/transcript.h"

namespace af::pipeline {

using base::Awaitable;
using base::Json;
using base::Result;

void Auditor::find(std::int64_t window, std::int64_t rollout, std::string what) {
  report_.findings.push_back({window, rollout, std::move(what)});
}

void Auditor::window(const store::Window& window) {
  ++report_.windows;
  auto plan = plan_from_text(window.plan);
  if (!plan) {
    find(window.number, 0, "its plan cannot be read: " + plan.error().message);
    return;
  }
  AuditedWindow& audited = windows_[window.number];
  audited.plan = std::move(*plan);
  if (!window.closed) return;
  const auto secret = base::seed_from_hex(window.secret);
  if (!secret || secret_hash(*secret) != window.secret_hash) {
    find(window.number, 0, "its secret does not match the hash published when it opened");
    return;
  }
  audited.window_seed = derive_window_seed(*secret, window.block_hash);
  audited.rows_digest = window.rows_digest;
}

Awaitable<void> Auditor::rollout(const store::Rollout& row) {
  ++report_.rollouts;
  if (store::digest_of(row) != row.digest)
    find(row.window, row.id, "its digest does not match its content");
  const auto found = windows_.find(row.window);
  if (found == windows_.end()) {
    find(row.window, row.id, "it belongs to no window of the record");
    co_return;
  }
  AuditedWindow& audited = found->second;
  audited.digests.push_back(row.digest);
  const PlannedEnvironment* planned = nullptr;
  for (const auto& environment : audited.plan.environments) {
    if (environment.id == row.environment) planned = &environment;
  }
  if (planned == nullptr || row.task < 0 || row.task >= planned->tasks ||
      row.generator_version != planned->generator_version) {
    find(row.window, row.id, "the plan of its window has no such task");
  } else if (!audited.window_seed) {
    ++report_.skipped;
  } else {
    co_await task_and_verdict(row, *planned, *audited.window_seed);
  }
}

AuditReport Auditor::finish(bool whole) {
  for (auto& [number, audited] : windows_) {
    if (!whole || !audited.window_seed ||
        rows_digest(std::move(audited.digests)) == audited.rows_digest)
      continue;
    find(number, 0, "its rollouts are not those that were there when it closed");
  }
  return std::move(report_);
}

Awaitable<void> Auditor::task_and_verdict(const store::Rollout& row,
                                          const PlannedEnvironment& planned,
                                          const base::Seed& window_seed) {
  const auto level = level_of(window_seed, planned, row.task);
  const auto seed = task_seed(window_seed, planned, level, row.task);
  if (base::hex(seed) != row.seed || level != row.level) {
    find(row.window, row.id, "its seed or level does not follow from the window's secret");
    co_return;
  }
  plugin::Environment* environment = find_as_planned(environments_, planned);
  if (environment == nullptr) {
    ++report_.skipped;
    log_->warn("rollout {}: environment {} is not configured as it was; not recomputed", row.id,
               row.environment);
    co_return;
  }
  if (row.task_digest.empty() && row.state == store::State::void_) co_return;
  auto task = co_await make(*environment, row, seed);
  if (!task) {
    find(row.window, row.id, "its task cannot be made again: " + task.error().message);
  } else if (base::hex(plugin::digest(**task)) != row.task_digest) {
    find(row.window, row.id, "its task has other bytes when it is made again");
  } else if (row.state == store::State::scored) {
    co_await verdict(*environment, row, std::move(*task));
  }
}

/// Each task is made once, however many miners had it.
Awaitable<Result<Auditor::TaskPointer>> Auditor::make(plugin::Environment& environment,
                                                      const store::Rollout& row,
                                                      const base::Seed& seed) {
  if (row.window != tasks_window_) tasks_.clear();
  tasks_window_ = row.window;
  auto& known = tasks_[{row.environment, row.task}];
  if (known) co_return known;
  auto task = co_await environment.make_task(static_cast<std::uint32_t>(row.level), seed);
  if (!task) co_return task.error();
  ++report_.tasks;
  known = std::make_shared<const plugin::Task>(std::move(*task));
  co_return known;
}

Awaitable<void> Auditor::verdict(plugin::Environment& environment, const store::Rollout& row,
                                 TaskPointer task) {
  auto replies = replies_from_json(row.replies);
  if (!replies) {
    find(row.window, row.id, "its replies cannot be read: " + replies.error().message);
    co_return;
  }
  const auto again =
      co_await replay(environment, std::move(task), std::move(replies->replies), replies->ended);
  if (!again) {
    find(row.window, row.id, "its replies cannot be judged again: " + again.error().message);
  } else if (!again->scored || again->score != row.score) {
    find(row.window, row.id,
         "its score is " + Json(row.score).dump() + " in the record and " +
             (again->scored ? Json(again->score).dump() : "void") + " when it is judged again");
  }
}

}  // namespace af::pipeline
