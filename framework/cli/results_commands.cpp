/// af results list, show, export.
#include "base/text.h"
#include "cli/run.h"
#include "store/store.h"

namespace af::cli {
namespace {

using base::Json;
using base::Result;

Result<store::Reader> open_reader(const Invocation& invocation) {
  const auto config = invocation.load_config();
  if (!config) return config.error();
  return store::Reader::open(config->store.file);
}

/// An empty object if somebody has altered it by hand.
Json report_of(const store::Decision& decision) {
  auto report = base::parse_json(decision.report);
  return report && report->is_object() ? std::move(*report) : Json::object();
}

}  // namespace

Result<int> run_results_list(Invocation& invocation) {
  auto reader = open_reader(invocation);
  if (!reader) return reader.error();
  const auto windows = reader->windows();
  if (!windows) return windows.error();
  std::vector<std::vector<std::string>> rows = {
      {"window", "blocks", "state", "rollouts", "scored", "failed", "void", "champion"}};
  Json list = Json::array();
  for (const auto& window : *windows) {
    const auto counts = reader->counts(window.number);
    if (!counts) return counts.error();
    const auto decision = reader->decision(window.number);
    if (!decision) return decision.error();
    const Json champion = *decision ? report_of(**decision).value("champion", Json()) : Json();
    const std::int64_t scored = counts->at(store::State::scored),
                       failed = counts->at(store::State::failed),
                       void_ = counts->at(store::State::void_), total = scored + failed + void_;
    rows.push_back({std::to_string(window.number),
                    std::to_string(window.opened_block) + "-" + std::to_string(window.closed_block),
                    window.closed ? "closed" : "open", std::to_string(total),
                    std::to_string(scored), std::to_string(failed), std::to_string(void_),
                    champion.dump()});
    list.push_back({{"window", window.number},
                    {"opened_block", window.opened_block},
                    {"closed_block", window.closed_block},
                    {"closed", window.closed},
                    {"rollouts", total},
                    {"scored", scored},
                    {"failed", failed},
                    {"void", void_},
                    {"champion", champion}});
  }
  if (invocation.json) {
    invocation.out->json(list);
  } else {
    invocation.out->print(table(rows));
  }
  return 0;
}

Result<int> run_results_show(Invocation& invocation) {
  auto reader = open_reader(invocation);
  if (!reader) return reader.error();
  const auto id = as_id(invocation.arguments[0]);
  if (!id) return usage("'" + base::printable(invocation.arguments[0]) + "' is no rollout id");
  const auto rollout = reader->rollout(*id);
  if (!rollout) return rollout.error();
  if (!*rollout) return base::Error{base::Code::not_found, "no rollout " + invocation.arguments[0]};
  const store::Rollout& r = **rollout;
  if (invocation.json) {
    invocation.out->json(store::to_json(r));
    return 0;
  }
  std::string text = "rollout " + std::to_string(r.id) + ": window " + std::to_string(r.window) +
                     ", " + r.environment + " task " + std::to_string(r.task) + " (level " +
                     std::to_string(r.level) + ", seed " + r.seed + ")\nminer " +
                     std::to_string(r.uid) + " " + base::printable(r.hotkey) + ", model " +
                     base::printable(r.model) + "@" + base::printable(r.revision) + "\n" +
                     std::string(store::name_of(r.state));
  if (r.state == store::State::scored) text += " " + base::exact(r.score);
  if (r.cause != AF_CAUSE_NONE) text += " (" + std::string(base::name_of(r.cause)) + ")";
  text += " " + base::printable(r.detail) + "\n" + std::to_string(r.attempts) + " exchanges, " +
          std::to_string(r.total_us / 1000) + " ms, " + std::to_string(r.completion_tokens) +
          " tokens\n";
  if (!r.sandbox.empty()) text += "programs ran in " + r.sandbox + "\n";
  if (const auto conversation = base::parse_json(r.conversation)) {
    for (const auto& message : *conversation) {
      text += "\n--- " + message.value("role", "") + "\n" +
              base::printable_lines(message.value("text", "")) + "\n";
    }
  }
  invocation.out->print(text);
  return 0;
}

Result<int> run_results_export(Invocation& invocation) {
  if (invocation.option("format").value_or("jsonl") != "jsonl")
    return usage("--format: only jsonl is known");
  const auto only = invocation.number("window", 0, 1, 1'000'000'000);
  if (!only) return only.error();
  auto reader = open_reader(invocation);
  if (!reader) return reader.error();
  const auto windows = reader->windows();
  if (!windows) return windows.error();
  for (const auto& window : *windows) {
    if (*only != 0 && window.number != *only) continue;
    invocation.out->json(store::to_json(window));
    auto read =
        reader->rollouts(window.number, store::Reader::Texts::with,
                         [&](const store::Rollout& r) { invocation.out->json(store::to_json(r)); });
    if (!read) return read.error();
    const auto decision = reader->decision(window.number);
    if (!decision) return decision.error();
    if (!*decision) continue;
    Json line = {{"type", "decision"},
                 {"rule", (*decision)->rule},
                 {"report", report_of(**decision)},
                 {"submitted", (*decision)->submitted},
                 {"submitted_block", (*decision)->submitted_block}};
    invocation.out->json(line);
  }
  return 0;
}

}  // namespace af::cli
