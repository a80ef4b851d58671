// SPDX-License-Identifier: MIT
/// af env table: how strong an environment is, level by level.
#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <set>

#include "cli/environment_tools.h"
#include "cli/run.h"

namespace af::cli {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;

/// The values of one metric for one named reply.
struct Range {
  double smallest = std::numeric_limits<double>::infinity();
  double largest = -std::numeric_limits<double>::infinity();
  std::int64_t samples = 0;
};

/// What was measured at one level.
struct Measured {
  std::map<std::string, std::int64_t> right;                    // by baseline; "reference" too
  std::map<std::string, std::map<std::string, Range>> metrics;  // by metric and baseline
  std::set<std::string> forms;
  std::int64_t mutants = 0, prompt_bytes = 0, tasks = 0;
  double make_seconds = 0;
};

void note_metrics(Measured& measured, const std::string& reply, const plugin::Verdict& verdict) {
  for (const auto& [metric, value] : verdict.metrics) {
    Range& range = measured.metrics[metric][reply];
    range.smallest = std::min(range.smallest, value);
    range.largest = std::max(range.largest, value);
    ++range.samples;
  }
}

/// Plays a task to its end with the reply of one name at every turn.
Awaitable<Result<plugin::Verdict>> follow(plugin::Environment& environment,
                                          std::shared_ptr<const plugin::Task> task, base::Seed seed,
                                          std::string name) {
  const auto episode = environment.open(std::move(task));
  auto turn = co_await episode->observe();
  while (turn && !turn->verdict) {
    const auto references = co_await episode->references(seed);
    if (!references) co_return references.error();
    plugin::Reply reply;
    if (name == "reference") reply.text = references->solution;
    for (const auto* list : {&references->baselines, &references->mutants}) {
      for (const auto& [known, text] : *list) {
        if (known == name) reply.text = text;
      }
    }
    turn = co_await episode->step(std::move(reply));
  }
  if (!turn) co_return turn.error();
  co_return *turn->verdict;
}

Awaitable<Result<Measured>> measure(plugin::Environment& environment, std::uint32_t level,
                                    std::int64_t samples) {
  Measured measured;
  for (std::int64_t i = 0; i < samples; ++i) {
    const base::Seed seed = base::hash({"af/env-table/1", std::to_string(i)});
    const auto start = std::chrono::steady_clock::now();
    auto made = co_await environment.make_task(level, seed);
    if (!made) co_return made.error();
    measured.make_seconds +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const auto task = std::make_shared<const plugin::Task>(std::move(*made));
    const auto episode = environment.open(task);
    const auto turn = co_await episode->observe();
    if (!turn) co_return turn.error();
    for (const auto& message : turn->messages) {
      measured.prompt_bytes += static_cast<std::int64_t>(message.text.size());
    }
    const auto references = co_await episode->references(seed);
    if (!references) co_return references.error();
    measured.forms.insert(base::hex(base::hash({references->canonical})));
    std::vector<std::string> names = {"reference"};
    for (const auto& [name, reply] : references->baselines) names.push_back(name);
    for (const auto& name : names) {
      const auto verdict = co_await follow(environment, task, seed, name);
      if (!verdict) co_return verdict.error();
      measured.right[name] += verdict->score >= 1 ? 1 : 0;
      note_metrics(measured, name, *verdict);
    }
    for (const auto& [name, reply] : references->mutants) {
      const auto verdict = co_await follow(environment, task, seed, name);
      if (!verdict) co_return verdict.error();
      measured.mutants += verdict->score > 0 ? 1 : 0;
    }
    ++measured.tasks;
  }
  co_return measured;
}

/// The heading and one row for each level. A level without a baseline has "-" in its column.
std::vector<std::vector<std::string>> rates_of(const std::vector<plugin::Level>& levels,
                                               const std::vector<Measured>& measured) {
  std::set<std::string> baselines;
  for (const auto& m : measured) {
    for (const auto& [name, right] : m.right) baselines.insert(name);
  }
  baselines.erase("reference");
  std::vector<std::string> heading = {"level", "reference"};
  heading.insert(heading.end(), baselines.begin(), baselines.end());
  heading.insert(heading.end(), {"mutants right", "distinct", "prompt bytes", "tasks/s"});
  std::vector<std::vector<std::string>> rows = {std::move(heading)};
  for (std::size_t level = 0; level < measured.size(); ++level) {
    const Measured& m = measured[level];
    const auto n = static_cast<double>(m.tasks);
    std::vector<std::string> row = {levels[level].name,
                                    fixed(static_cast<double>(m.right.at("reference")) / n, 3)};
    for (const auto& name : baselines) {
      const auto right = m.right.find(name);
      row.push_back(right == m.right.end() ? "-"
                                           : fixed(static_cast<double>(right->second) / n, 4));
    }
    row.push_back(std::to_string(m.mutants));
    row.push_back(std::to_string(m.forms.size()) + "/" + std::to_string(m.tasks));
    row.push_back(std::to_string(m.prompt_bytes / m.tasks));
    row.push_back(fixed(n / m.make_seconds, 0));
    rows.push_back(std::move(row));
  }
  return rows;
}

/// One row for each metric and reply.
void add_metrics(std::vector<std::vector<std::string>>& rows, const std::string& level,
                 const Measured& m) {
  for (const auto& [metric, replies] : m.metrics) {
    for (const auto& [reply, range] : replies) {
      rows.push_back({level, metric, reply, fixed(range.smallest, 3), fixed(range.largest, 3),
                      std::to_string(range.samples)});
    }
  }
}

Json to_json(std::uint32_t level, const std::string& name, const Measured& m) {
  const auto n = static_cast<double>(m.tasks);
  Json rates = Json::object(), metrics = Json::object();
  for (const auto& [reply, right] : m.right) rates[reply] = static_cast<double>(right) / n;
  for (const auto& [metric, replies] : m.metrics) {
    for (const auto& [reply, range] : replies) {
      metrics[metric][reply] = {
          {"smallest", range.smallest}, {"largest", range.largest}, {"samples", range.samples}};
    }
  }
  return {{"level", level},
          {"name", name},
          {"rates", std::move(rates)},
          {"metrics", std::move(metrics)},
          {"mutants_right", m.mutants},
          {"distinct", m.forms.size()},
          {"tasks", m.tasks},
          {"prompt_bytes", m.prompt_bytes / m.tasks},
          {"tasks_per_second", n / m.make_seconds}};
}

Awaitable<Result<int>> print_table(boost::asio::io_context& context, Invocation& invocation) {
  const auto samples = invocation.number("samples", 1000, 1, 1'000'000);
  if (!samples) co_return samples.error();
  auto environment = co_await find_environment(context, invocation, invocation.arguments[0]);
  if (!environment) co_return environment.error();
  std::vector<Measured> measured;
  std::vector<std::vector<std::string>> metrics = {
      {"level", "metric", "reply", "smallest", "largest", "samples"}};
  Json list = Json::array();
  bool good = true;
  const auto& levels = (*environment)->descriptor().levels;
  for (std::uint32_t level = 0; level < levels.size(); ++level) {
    auto m = co_await measure(**environment, level, *samples);
    if (!m) co_return m.error();
    add_metrics(metrics, levels[level].name, *m);
    good = good && m->right.at("reference") == m->tasks && m->mutants == 0;
    list.push_back(to_json(level, levels[level].name, *m));
    measured.push_back(std::move(*m));
  }
  (*environment)->stop();
  if (invocation.json) {
    invocation.out->json(list);
  } else {
    invocation.out->print(table(rates_of(levels, measured)));
    if (metrics.size() > 1) invocation.out->print("\n" + table(metrics));
  }
  co_return good ? 0 : 1;
}

Result<int> run_env_table(Invocation& invocation) {
  boost::asio::io_context context(1);
  return run_to_end(context, print_table(context, invocation));
}

}  // namespace

Command env_table_command() {
  return {.name = "env table",
          .arguments = "ID",
          .summary = "Measure each level: reference, baselines, distinct tasks, speed.",
          .options = {{"samples", "N", "Tasks per level (default 1000)."}, in_process_option},
          .examples = {"af env table sat --samples 300"},
          .least = 1,
          .most = 1,
          .run = run_env_table};
}

}  // namespace af::cli
