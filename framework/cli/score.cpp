// SPDX-License-Identifier: MIT
/// af score.
#include "cli/leaderboard.h"
#include "cli/run.h"
#include "pipeline/decide.h"
#include "store/export_reader.h"

namespace af::cli {
namespace {

using base::Json;
using base::Result;

Result<int> run_score(Invocation& invocation) {
  const std::string& name = invocation.arguments[0];
  auto lines = store::ExportReader::open(name);
  if (!lines) return lines.error();
  std::map<std::int64_t, store::Window> windows;
  std::map<std::int64_t, std::vector<scoring::Fact>> facts;
  for (;;) {
    auto line = lines->next();
    if (!line) return line.error();
    if (!*line) break;
    if (auto* window = std::get_if<store::Window>(&**line))
      windows[window->number] = std::move(*window);
    if (const auto* rollout = std::get_if<store::Rollout>(&**line)) {
      facts[rollout->window].push_back(pipeline::fact_of(*rollout));
    }
  }
  scoring::State state;
  std::erase_if(windows, [](const auto& item) { return !item.second.closed; });
  if (windows.empty())
    return base::Error{base::Code::not_found, name + ": there is no closed window in it"};
  for (const auto& [number, window] : windows) {
    auto plan = pipeline::plan_from_text(window.plan);
    if (!plan) return plan.error();
    if (const auto wanted = invocation.option("rule")) {
      const auto rule = scoring::find_rule(*wanted);
      if (!rule) return rule.error();
      plan->rule = *wanted;
      plan->parameters = scoring::complete_parameters(**rule, plan->parameters);
    }
    const auto decision = pipeline::decide(*plan, number, state, facts[number]);
    if (!decision) return decision.error();
    state = scoring::state_after(*decision);
    const Json report = pipeline::report(window, *plan, *decision, false);
    if (invocation.json) {
      invocation.out->json(report);
    } else {
      invocation.out->line(leaderboard(report));
    }
  }
  return 0;
}

}  // namespace

Command score_command() {
  return {.name = "score",
          .arguments = "FILE",
          .summary = "Weights from exported results, offline.",
          .options = {{"rule", "NAME", "Another rule than the recorded one."}},
          .examples = {"af results export > results.jsonl", "af score results.jsonl"},
          .least = 1,
          .most = 1,
          .run = run_score};
}

}  // namespace af::cli
