// SPDX-License-Identifier: MIT
/// af audit.
#include "pipeline/audit.h"
#include "base/text.h"
#include "cli/run.h"
#include "store/export_reader.h"
#include "store/open.h"

namespace af::cli {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;
using base::Status;
using pipeline::Auditor;

Awaitable<Status> audit_file(Auditor& auditor, const std::string& name) {
  auto lines = store::ExportReader::open(name);
  if (!lines) co_return lines.error();
  for (;;) {
    const auto line = lines->next();
    if (!line) co_return line.error();
    if (!*line) co_return base::Done{};
    if (const auto* window = std::get_if<store::Window>(&**line)) auditor.window(*window);
    if (const auto* rollout = std::get_if<store::Rollout>(&**line))
      co_await auditor.rollout(*rollout);
  }
}

/// All of the record, one window in memory at a time.
Awaitable<Status> audit_record(Auditor& auditor, store::Reader& reader) {
  const auto windows = reader.windows();
  if (!windows) co_return windows.error();
  for (const auto& window : *windows) {
    auditor.window(window);
    std::vector<store::Rollout> rows;
    const auto read = reader.rollouts(window.number, store::Reader::Texts::with,
                                      [&](const store::Rollout& row) { rows.push_back(row); });
    if (!read) co_return read.error();
    for (const auto& row : rows) co_await auditor.rollout(row);
  }
  co_return base::Done{};
}

Awaitable<Status> audit_rows(Auditor& auditor, store::Reader& reader,
                             const std::vector<std::string>& ids) {
  const auto windows = reader.windows();
  if (!windows) co_return windows.error();
  for (const auto& window : *windows) auditor.window(window);
  for (const auto& text : ids) {
    const auto id = as_id(text);
    if (!id) co_return usage("'" + base::printable(text) + "' is no rollout id");
    const auto row = reader.rollout(*id);
    if (!row) co_return row.error();
    if (!*row) co_return base::Error{base::Code::not_found, "no rollout " + text};
    co_await auditor.rollout(**row);
  }
  co_return base::Done{};
}

void print(const pipeline::AuditReport& report, const Invocation& invocation) {
  Json findings = Json::array();
  for (const auto& finding : report.findings) {
    findings.push_back(
        {{"window", finding.window}, {"rollout", finding.rollout}, {"what", finding.what}});
    if (invocation.json) continue;
    const std::string window = "window " + std::to_string(finding.window);
    invocation.out->line((finding.rollout == 0 ? window
                                               : "rollout " + std::to_string(finding.rollout) +
                                                     " (" + window + ")") +
                         ": " + finding.what);
  }
  if (invocation.json) {
    invocation.out->json({{"windows", report.windows},
                          {"rollouts", report.rollouts},
                          {"tasks", report.tasks},
                          {"skipped", report.skipped},
                          {"findings", findings}});
    return;
  }
  invocation.out->line(std::to_string(report.rollouts) + " rollouts of " +
                       std::to_string(report.windows) + " windows checked, " +
                       std::to_string(report.tasks) + " tasks made again, " +
                       std::to_string(report.skipped) + " not recomputed, " +
                       std::to_string(report.findings.size()) + " findings");
}

Result<int> run_audit(Invocation& invocation) {
  auto config = invocation.load_config();
  if (!config) return config.error();
  const auto& arguments = invocation.arguments;
  const bool file = arguments.size() == 1 && !as_id(arguments[0]);
  std::unique_ptr<store::Reader> reader;
  if (!file) {
    auto opened = store::open_reader(config->store.file);
    if (!opened) return opened.error();
    reader = std::move(*opened);
  }
  boost::asio::io_context context(1);
  app::Runtime runtime(context, std::move(*config), invocation.log);
  Auditor auditor(runtime.environments, invocation.log);
  auto work = [&]() -> Awaitable<Status> {
    const auto loaded = co_await runtime.load_environments();
    if (!loaded) co_return loaded.error();
    if (file) co_return co_await audit_file(auditor, arguments[0]);
    if (arguments.empty()) co_return co_await audit_record(auditor, *reader);
    co_return co_await audit_rows(auditor, *reader, arguments);
  };
  const auto status = run_to_end(context, work());
  if (!status) return status.error();
  // Single rows say nothing about whether their window is whole.
  const auto report = auditor.finish(file || arguments.empty());
  if (report.windows == 0) return base::Error{base::Code::not_found, "there is no window to audit"};
  print(report, invocation);
  return report.findings.empty() ? 0 : 1;
}

}  // namespace

Command audit_command() {
  return {.name = "audit",
          .arguments = "[ID…|FILE]",
          .summary = "Recompute tasks and verdicts of the record, or of an exported file.",
          .details = "Exit status 1 if anything does not hold; each finding names its row.",
          .examples = {"af audit", "af audit results.jsonl", "af audit 17 18"},
          .most = 100000,
          .run = run_audit};
}

}  // namespace af::cli
