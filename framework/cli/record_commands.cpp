/// af results list, show, export; af score; af audit.
#include <charconv>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "cli/leaderboard.h"
#include "cli/run.h"
#include "pipeline/audit.h"
#include "pipeline/judgement.h"
#include "store/store.h"

namespace af::cli {
namespace {

using base::Json;
using base::Result;

Result<store::Reader> open_reader(const Invocation& invocation) {
  const auto config = invocation.load_config();
  if (!config) return config.error();
  return store::Reader::open(config->store_file);
}

Result<std::string> read_file(const std::string& name) {
  std::ifstream stream(name, std::ios::binary);
  if (!stream) return usage(name + ": cannot be read");
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::optional<std::int64_t> as_id(const std::string& text) {
  std::int64_t id = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc{} || rest != end || id <= 0) return {};
  return id;
}

/// What is to be audited: a file, some rows of the record, or all of it.
Result<pipeline::Record> load_record(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  if (arguments.size() == 1 && !as_id(arguments[0])) {
    const auto text = read_file(arguments[0]);
    if (!text) return text.error();
    return pipeline::read_record(*text, arguments[0]);
  }
  auto reader = open_reader(invocation);
  if (!reader) return reader.error();
  pipeline::Record record;
  auto windows = reader->windows();
  if (!windows) return windows.error();
  record.windows = std::move(*windows);
  if (arguments.empty()) {
    auto read = reader->rollouts(0, [&](const store::Rollout& r) { record.rollouts.push_back(r); });
    if (!read) return read.error();
    return record;
  }
  for (const auto& argument : arguments) {
    const auto id = as_id(argument);
    if (!id) return usage("'" + base::printable(argument) + "' is no rollout id");
    auto rollout = reader->rollout(*id);
    if (!rollout) return rollout.error();
    if (!*rollout) return base::Error{base::Code::not_found, "no rollout " + argument};
    record.rollouts.push_back(std::move(**rollout));
  }
  return record;
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
    std::map<store::State, std::int64_t> counts;
    auto read = reader->rollouts(window.number, [&](const store::Rollout& r) { ++counts[r.state]; });
    if (!read) return read.error();
    const auto decision = reader->decision(window.number);
    if (!decision) return decision.error();
    const Json report = *decision ? Json::parse((*decision)->report) : Json({{"champion", nullptr}});
    const std::int64_t total =
        counts[store::State::scored] + counts[store::State::failed] + counts[store::State::void_];
    rows.push_back({std::to_string(window.number),
                    std::to_string(window.opened_block) + "-" + std::to_string(window.closed_block),
                    window.closed ? "closed" : "open", std::to_string(total),
                    std::to_string(counts[store::State::scored]), std::to_string(counts[store::State::failed]),
                    std::to_string(counts[store::State::void_]), report.at("champion").dump()});
    list.push_back({{"window", window.number},
                    {"opened_block", window.opened_block},
                    {"closed_block", window.closed_block},
                    {"closed", window.closed},
                    {"rollouts", total},
                    {"scored", counts[store::State::scored]},
                    {"failed", counts[store::State::failed]},
                    {"void", counts[store::State::void_]},
                    {"champion", report.at("champion")}});
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
  std::string text = "rollout " + std::to_string(r.id) + ": window " + std::to_string(r.window) + ", " + r.environment +
                     " task " + std::to_string(r.task) + " (level " + std::to_string(r.level) + ", seed " + r.seed +
                     ")\nminer " + std::to_string(r.uid) + " " + base::printable(r.hotkey) + ", model " +
                     base::printable(r.model) + "@" + base::printable(r.revision) + "\n" +
                     std::string(store::name_of(r.state));
  if (r.state == store::State::scored) text += " " + base::exact(r.score);
  if (r.cause != AF_CAUSE_NONE) text += " (" + std::string(base::name_of(r.cause)) + ")";
  text += " " + base::printable(r.detail) + "\n" + std::to_string(r.attempts) + " exchanges, " +
          std::to_string(r.total_us / 1000) + " ms, " + std::to_string(r.completion_tokens) + " tokens\n";
  if (const auto conversation = base::parse_json(r.conversation)) {
    for (const auto& message : *conversation) {
      text += "\n--- " + message.value("role", "") + "\n" + message.value("text", "") + "\n";
    }
  }
  invocation.out->print(text);
  return 0;
}

Result<int> run_results_export(Invocation& invocation) {
  if (invocation.option("format").value_or("jsonl") != "jsonl") return usage("--format: only jsonl is known");
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
        reader->rollouts(window.number, [&](const store::Rollout& r) { invocation.out->json(store::to_json(r)); });
    if (!read) return read.error();
    const auto decision = reader->decision(window.number);
    if (!decision) return decision.error();
    if (!*decision) continue;
    Json line = {{"type", "decision"},
                 {"rule", (*decision)->rule},
                 {"report", Json::parse((*decision)->report)},
                 {"submitted", (*decision)->submitted},
                 {"submitted_block", (*decision)->submitted_block}};
    invocation.out->json(line);
  }
  return 0;
}

Result<int> run_score(Invocation& invocation) {
  const auto text = read_file(invocation.arguments[0]);
  if (!text) return text.error();
  const auto record = pipeline::read_record(*text, invocation.arguments[0]);
  if (!record) return record.error();
  std::map<std::int64_t, std::vector<scoring::Fact>> facts;
  for (const auto& rollout : record->rollouts) facts[rollout.window].push_back(pipeline::fact_of(rollout));
  scoring::State state;
  for (const auto& window : record->windows) {
    if (!window.closed) continue;
    const auto json = base::parse_json(window.plan);
    auto plan = json ? pipeline::plan_from_json(*json) : Result<pipeline::Plan>(json.error());
    if (!plan) return plan.error();
    if (const auto rule = invocation.option("rule")) plan->rule = *rule;
    auto outcome = pipeline::judge(*plan, window.number, state, facts[window.number]);
    if (!outcome) return outcome.error();
    state = std::move(outcome->state);
    const Json report = pipeline::report(window, *plan, outcome->decision, false);
    if (invocation.json) {
      invocation.out->json(report);
    } else {
      invocation.out->line(leaderboard(report));
    }
  }
  return 0;
}

Result<int> run_audit(Invocation& invocation) {
  const auto record = load_record(invocation);
  if (!record) return record.error();
  auto config = invocation.load_config();
  if (!config) return config.error();
  boost::asio::io_context context(1);
  pipeline::Runtime runtime;
  runtime.config = std::move(*config);
  runtime.log = invocation.log;
  // Single rows say nothing about whether their window is whole.
  const bool whole = invocation.arguments.empty() || !as_id(invocation.arguments[0]);
  auto work = [&]() -> base::Awaitable<Result<pipeline::AuditReport>> {
    const auto loaded = co_await pipeline::load_environments(context, runtime);
    if (!loaded) co_return loaded.error();
    co_return co_await pipeline::audit(runtime, *record, whole);
  };
  const auto report = run_to_end(context, work());
  runtime.stop();
  if (!report) return report.error();
  Json findings = Json::array();
  for (const auto& finding : report->findings) {
    findings.push_back({{"window", finding.window}, {"rollout", finding.rollout}, {"what", finding.what}});
    if (invocation.json) continue;
    invocation.out->line((finding.rollout == 0 ? "window " + std::to_string(finding.window)
                                               : "rollout " + std::to_string(finding.rollout) + " (window " +
                                                     std::to_string(finding.window) + ")") +
                         ": " + finding.what);
  }
  if (invocation.json) {
    invocation.out->json({{"windows", report->windows},
                          {"rollouts", report->rollouts},
                          {"tasks", report->tasks},
                          {"skipped", report->skipped},
                          {"findings", findings}});
  } else {
    invocation.out->line(std::to_string(report->rollouts) + " rollouts of " + std::to_string(report->windows) +
                         " windows checked, " + std::to_string(report->tasks) + " tasks made again, " +
                         std::to_string(report->skipped) + " not recomputed, " +
                         std::to_string(report->findings.size()) + " findings");
  }
  return report->findings.empty() ? 0 : 1;
}

}  // namespace af::cli
