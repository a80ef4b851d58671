// SPDX-License-Identifier: MIT
/// af results list, show, export.
#include <algorithm>

#include "base/text.h"
#include "cli/run.h"
#include "store/columns.h"
#include "store/open.h"

namespace af::cli {
namespace {

using base::Json;
using base::Result;

Result<std::unique_ptr<store::Reader>> open_reader(const Invocation& invocation) {
  const auto config = invocation.load_config();
  if (!config) return config.error();
  return store::open_reader(config->store.file);
}

/// An empty object if somebody has altered it by hand.
Json report_of(const store::Decision& decision) {
  auto report = base::parse_json(decision.report);
  return report && report->is_object() ? std::move(*report) : Json::object();
}

/// The columns of a rollout that are shown, a line each: name and value.
std::string shown_columns(const store::Rollout& rollout) {
  const Json json = store::to_json(rollout);
  std::vector<std::vector<std::string>> rows;
  std::size_t width = 0;
  for (const auto& column : store::rollout_columns) {
    const Json& value = json.at(std::string(column.name));
    const bool set = value != Json("") && value != Json(0) && value != Json("none");
    if (column.show == store::Show::no || (column.show == store::Show::if_set && !set)) continue;
    std::string shown = value.is_string()         ? base::printable(value.get<std::string>())
                        : value.is_number_float() ? base::exact(value.get<double>())
                        : value.is_null()         ? "–"
                                                  : value.dump();
    rows.push_back({std::string(column.name), std::move(shown)});
    width = std::max(width, column.name.size());
  }
  std::string text;
  for (const auto& row : rows)
    text += row[0] + std::string(width + 2 - row[0].size(), ' ') + row[1] + "\n";
  return text;
}

Result<int> run_results_list(Invocation& invocation) {
  auto reader = open_reader(invocation);
  if (!reader) return reader.error();
  const auto windows = (*reader)->windows();
  if (!windows) return windows.error();
  std::vector<std::vector<std::string>> rows = {
      {"window", "blocks", "state", "rollouts", "scored", "failed", "void", "champion"}};
  Json list = Json::array();
  for (const auto& window : *windows) {
    const auto counts = (*reader)->counts(window.number);
    if (!counts) return counts.error();
    const auto decision = (*reader)->decision(window.number);
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
  const auto rollout = (*reader)->rollout(*id);
  if (!rollout) return rollout.error();
  if (!*rollout) return base::Error{base::Code::not_found, "no rollout " + invocation.arguments[0]};
  const store::Rollout& r = **rollout;
  if (invocation.json) {
    invocation.out->json(store::to_json(r));
    return 0;
  }
  std::string text = "rollout " + std::to_string(r.id) + "\n" + shown_columns(r);
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
  const auto only = invocation.number("window", 0, 1, 1'000'000'000);
  if (!only) return only.error();
  auto reader = open_reader(invocation);
  if (!reader) return reader.error();
  const auto windows = (*reader)->windows();
  if (!windows) return windows.error();
  for (const auto& window : *windows) {
    if (*only != 0 && window.number != *only) continue;
    invocation.out->json(store::to_json(window));
    auto read = (*reader)->rollouts(
        window.number, store::Reader::Texts::with,
        [&](const store::Rollout& r) { invocation.out->json(store::to_json(r)); });
    if (!read) return read.error();
    const auto decision = (*reader)->decision(window.number);
    if (!decision) return decision.error();
    if (!*decision) continue;
    const auto submission = (*reader)->submission(window.number);
    if (!submission) return submission.error();
    const bool confirmed = *submission && (*submission)->state == store::SubmissionState::confirmed;
    Json line = {{"type", "decision"},
                 {"rule", (*decision)->rule},
                 {"report", report_of(**decision)},
                 {"submitted", confirmed},
                 {"submitted_block", confirmed ? (*submission)->block : 0}};
    invocation.out->json(line);
  }
  return 0;
}

}  // namespace

Command results_list_command() {
  return {.name = "results list",
          .summary = "Windows of the record.",
          .examples = {"af results list"},
          .run = run_results_list};
}

Command results_show_command() {
  return {.name = "results show",
          .arguments = "ID",
          .summary = "One rollout with its conversation.",
          .examples = {"af results show 17"},
          .least = 1,
          .most = 1,
          .run = run_results_show};
}

Command results_export_command() {
  return {.name = "results export",
          .summary = "The record as JSON lines.",
          .options = {{"window", "N", "One window instead of all."}},
          .examples = {"af results export > results.jsonl"},
          .run = run_results_export};
}

}  // namespace af::cli
