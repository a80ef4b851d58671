// SPDX-License-Identifier: MIT
#include "scoring/results.h"

#include <map>

namespace af::scoring {
namespace {

using base::CauseClass;

/// Facts of one task by hotkey.
using TaskFacts = std::map<std::string, const Fact*>;

bool is_void(const TaskFacts& facts, std::size_t miners) {
  std::size_t plugin = 0, endpoint = 0, scored = 0;
  for (const auto& [hotkey, fact] : facts) {
    if (fact->scored) {
      ++scored;
      continue;
    }
    switch (base::class_of(fact->cause)) {
      case CauseClass::validator:
        return true;
      case CauseClass::plugin:
        ++plugin;
        break;
      case CauseClass::endpoint:
        ++endpoint;
        break;
      default:
        break;
    }
  }
  if (plugin > 1 || (plugin == 1 && scored == 0)) return true;
  return miners > 1 && endpoint == miners;
}

}  // namespace

WindowResults collect(std::int64_t window, std::vector<Miner> miners,
                      const std::vector<std::string>& environments,
                      const std::vector<Fact>& facts) {
  std::map<std::string, std::map<std::int64_t, TaskFacts>> by_task;
  for (const auto& fact : facts) by_task[fact.environment][fact.task][fact.hotkey] = &fact;
  WindowResults results{window, std::move(miners), {}};
  for (const auto& environment : environments) {
    EnvironmentResults& out = results.environments.emplace_back();
    out.environment = environment;
    out.scores.resize(results.miners.size());
    for (const auto& [task, task_facts] : by_task[environment]) {
      if (is_void(task_facts, results.miners.size())) {
        ++out.void_tasks;
        continue;
      }
      out.tasks.push_back(task);
      for (std::size_t c = 0; c < results.miners.size(); ++c) {
        const auto found = task_facts.find(results.miners[c].hotkey);
        const bool counts = found != task_facts.end() && found->second->scored;
        out.scores[c].push_back(counts ? found->second->score : 0.0);
      }
    }
  }
  return results;
}

}  // namespace af::scoring
