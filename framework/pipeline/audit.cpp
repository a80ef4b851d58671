#include "pipeline/audit.h"

#include <map>
#include <sstream>

#include "pipeline/judgement.h"
#include "pipeline/plan.h"
#include "pipeline/rollout.h"

namespace af::pipeline {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;

/// A window's facts, ready for checking its rollouts.
struct Epoch {
  Plan plan;
  std::optional<base::Seed> epoch;  ///< nothing while the window is open
};

class Auditor {
 public:
  Auditor(const Runtime& runtime, AuditReport& report) : runtime_(runtime), report_(report) {}

  void window(const store::Window& window, const std::vector<std::string>* digests) {
    ++report_.windows;
    const auto json = base::parse_json(window.plan);
    auto plan = json ? plan_from_json(*json) : Result<Plan>(json.error());
    if (!plan) {
      find(window.number, 0, "its plan cannot be read: " + plan.error().message);
      return;
    }
    Epoch& epoch = epochs_[window.number];
    epoch.plan = std::move(*plan);
    if (!window.closed) return;
    const auto secret = base::seed_from_hex(window.secret);
    if (!secret || secret_hash(*secret) != window.secret_hash) {
      find(window.number, 0, "its secret does not match the hash published when it opened");
      return;
    }
    epoch.epoch = epoch_of(*secret, window.block_hash);
    if (digests != nullptr && rows_digest(*digests) != window.rows_digest) {
      find(window.number, 0, "its rollouts are not those that were there when it closed");
    }
  }

  Awaitable<void> rollout(const store::Rollout& row) {
    ++report_.rollouts;
    const auto wrong = [&](const std::string& what) { find(row.window, row.id, what); };
    if (store::digest_of(row) != row.digest) wrong("its digest does not match its content");
    const auto found = epochs_.find(row.window);
    if (found == epochs_.end()) {
      wrong("it belongs to no window of the record");
      co_return;
    }
    const PlannedEnvironment* planned = nullptr;
    for (const auto& environment : found->second.plan.environments) {
      if (environment.id == row.environment) planned = &environment;
    }
    if (planned == nullptr || row.task < 0 || row.task >= planned->tasks ||
        row.generator_version != planned->generator_version) {
      wrong("the plan of its window has no such task");
      co_return;
    }
    if (!found->second.epoch) {
      ++report_.skipped;
      co_return;
    }
    const auto level = level_of(*found->second.epoch, *planned, row.task);
    const auto seed = task_seed(*found->second.epoch, *planned, level, row.task);
    if (base::hex(seed) != row.seed || level != row.level) {
      wrong("its seed or level does not follow from the window's secret");
      co_return;
    }
    const LoadedEnvironment* loaded = runtime_.find(row.environment);
    if (loaded == nullptr || loaded->plugin->options() != planned->options ||
        loaded->plugin->descriptor().generator_version != planned->generator_version) {
      ++report_.skipped;
      runtime_.log->warn("rollout {}: environment {} is not configured as it was; not recomputed", row.id,
                         row.environment);
      co_return;
    }
    if (row.task_digest.empty() && row.state == store::State::void_) co_return;
    auto task = co_await make(*loaded->plugin, row, level, seed);
    if (!task) {
      wrong("its task cannot be made again: " + task.error().message);
      co_return;
    }
    if (base::hex(plugin::digest(**task)) != row.task_digest) {
      wrong("its task has other bytes when it is made again");
      co_return;
    }
    if (row.state == store::State::scored) co_await verdict(*loaded->plugin, row, *task);
  }

 private:
  void find(std::int64_t window, std::int64_t rollout, std::string what) {
    report_.findings.push_back({window, rollout, std::move(what)});
  }

  /// Each task is made once, however many contestants had it.
  Awaitable<Result<std::shared_ptr<const plugin::Task>>> make(plugin::Environment& environment,
                                                              const store::Rollout& row, std::uint32_t level,
                                                              const base::Seed& seed) {
    auto& known = tasks_[{row.window, row.environment, row.task}];
    if (known) co_return known;
    auto task = co_await environment.make_task(level, seed);
    if (!task) co_return task.error();
    ++report_.tasks;
    known = std::make_shared<const plugin::Task>(std::move(*task));
    co_return known;
  }

  Awaitable<void> verdict(plugin::Environment& environment, const store::Rollout& row,
                          std::shared_ptr<const plugin::Task> task) {
    auto replies = replies_from_json(row.replies);
    if (!replies) {
      find(row.window, row.id, "its replies cannot be read: " + replies.error().message);
      co_return;
    }
    const auto stored = base::parse_json(row.replies);
    std::optional<AfEnd> ended;
    if (!stored->empty() && stored->back().contains("end")) ended = stored->back()["end"];
    const auto again = co_await replay(environment, std::move(task), std::move(*replies), ended);
    if (!again) {
      find(row.window, row.id, "its replies cannot be judged again: " + again.error().message);
    } else if (!again->scored || again->score != row.score) {
      find(row.window, row.id,
           "its score is " + Json(row.score).dump() + " in the record and " +
               (again->scored ? Json(again->score).dump() : "void") + " when it is judged again");
    }
  }

  const Runtime& runtime_;
  AuditReport& report_;
  std::map<std::int64_t, Epoch> epochs_;
  std::map<std::tuple<std::int64_t, std::string, std::int64_t>, std::shared_ptr<const plugin::Task>> tasks_;
};

}  // namespace

Result<Record> read_record(const std::string& text, const std::string& name) {
  Record record;
  std::istringstream lines(text);
  std::int64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty()) continue;
    const auto fail = [&](const std::string& why) {
      return base::Error{base::Code::usage, name + ":" + std::to_string(number) + ":1: " + why};
    };
    const auto json = base::parse_json(line);
    if (!json) return fail(json.error().message);
    if (!json->is_object()) return fail("expected an object");
    const std::string type = json->value("type", "");
    if (type == "window") {
      auto window = store::window_from_json(*json);
      if (!window) return fail(window.error().message);
      record.windows.push_back(std::move(*window));
    } else if (type == "rollout") {
      auto rollout = store::rollout_from_json(*json);
      if (!rollout) return fail(rollout.error().message);
      record.rollouts.push_back(std::move(*rollout));
    }
  }
  return record;
}

Awaitable<Result<AuditReport>> audit(const Runtime& runtime, const Record& record, bool whole_windows) {
  AuditReport report;
  Auditor auditor(runtime, report);
  std::map<std::int64_t, std::vector<std::string>> digests;
  for (const auto& row : record.rollouts) digests[row.window].push_back(row.digest);
  for (const auto& window : record.windows) {
    auditor.window(window, whole_windows ? &digests[window.number] : nullptr);
  }
  for (const auto& row : record.rollouts) co_await auditor.rollout(row);
  co_return report;
}

}  // namespace af::pipeline
