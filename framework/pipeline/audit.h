/// Audit: recomputes every task and verdict of a record, and names what does not hold.
#pragma once

#include <vector>

#include "pipeline/runtime.h"
#include "store/rows.h"

namespace af::pipeline {

/// What an audit looks at.
struct Record {
  std::vector<store::Window> windows;
  std::vector<store::Rollout> rollouts;
};

/// Reads exported JSON lines; other types of lines are skipped.
[[nodiscard]] base::Result<Record> read_record(const std::string& text, const std::string& name);

struct Finding {
  std::int64_t window = 0, rollout = 0;  ///< 0: about the window itself
  std::string what;
};

struct AuditReport {
  std::int64_t windows = 0, rollouts = 0, tasks = 0, skipped = 0;
  std::vector<Finding> findings;
};

/// Checks for each window the secret against its published hash and the digest of all rows; for each rollout
/// its own digest, seed and level, the task's bytes, and the verdict on the stored replies. Rollouts of open
/// windows, whose secret is not known, are checked as far as that goes and counted as skipped.
[[nodiscard]] base::Awaitable<base::Result<AuditReport>> audit(const Runtime& runtime, const Record& record,
                                                               bool whole_windows);

}  // namespace af::pipeline
