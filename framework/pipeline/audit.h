// SPDX-License-Identifier: MIT
/// Audit: recomputes every task and verdict of a record, and names what does not hold.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "pipeline/environments.h"
#include "pipeline/plan.h"
#include "store/rows.h"

namespace af::pipeline {

/// Something in a record that does not hold.
struct Finding {
  std::int64_t window = 0, rollout = 0;  ///< 0: about the window itself
  std::string what;
};

/// What an audit saw: how much of the record it recomputed, and everything that does not hold.
struct AuditReport {
  std::int64_t windows = 0, rollouts = 0, tasks = 0, skipped = 0;
  std::vector<Finding> findings;
};

/// Checks for each window the secret against its published hash and the digest of all rows; for
/// each rollout its own digest, seed and level, the task's bytes, and the verdict on the stored
/// replies. Rollouts of open windows, whose secret is not known, are checked as far as that goes
/// and counted as skipped.
///
/// Takes a record piece by piece, each window before its rollouts, and holds no more than one
/// window's tasks.
class Auditor {
 public:
  /// Recomputes with these environments, which outlive the auditor; rollouts of others are counted
  /// as skipped.
  Auditor(const Environments& environments, base::Log log)
      : environments_(environments), log_(std::move(log)) {}

  /// Takes a window, before its rollouts.
  void window(const store::Window& window);
  /// Takes a rollout of a window that was taken; what does not hold becomes a finding.
  [[nodiscard]] base::Awaitable<void> rollout(const store::Rollout& row);
  /// What was found. `whole`: the record held all rollouts of its windows, so that missing ones are
  /// a finding.
  [[nodiscard]] AuditReport finish(bool whole);

 private:
  /// A window of the record, and what follows from its secret.
  struct AuditedWindow {
    Plan plan;
    std::optional<base::Seed> window_seed;  ///< nothing while the window is open
    std::string rows_digest;                ///< as recorded
    std::vector<std::string> digests;
  };
  using TaskPointer = std::shared_ptr<const plugin::Task>;

  void find(std::int64_t window, std::int64_t rollout, std::string what);
  [[nodiscard]] base::Awaitable<void> task_and_verdict(const store::Rollout& row,
                                                       const PlannedEnvironment& planned,
                                                       const base::Seed& window_seed);
  [[nodiscard]] base::Awaitable<base::Result<TaskPointer>> make(plugin::Environment& environment,
                                                                const store::Rollout& row,
                                                                const base::Seed& seed);
  [[nodiscard]] base::Awaitable<void> verdict(plugin::Environment& environment,
                                              const store::Rollout& row, TaskPointer task);

  const Environments& environments_;
  base::Log log_;
  AuditReport report_;
  std::map<std::int64_t, AuditedWindow> windows_;
  std::int64_t tasks_window_ = 0;  ///< whose tasks are kept
  std::map<std::pair<std::string, std::int64_t>, TaskPointer> tasks_;
};

}  // namespace af::pipeline
