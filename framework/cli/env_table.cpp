/// af env table: how strong an environment is, level by level.
#include <chrono>
#include <set>

#include "cli/environment_tools.h"
#include "cli/run.h"

namespace af::cli {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;

/// Rates of one level.
struct Measured {
  std::map<std::string, std::int64_t> right;  // by baseline; "reference" too
  std::set<std::string> forms;
  std::int64_t mutants = 0, prompt_bytes = 0, tasks = 0;
  double make_seconds = 0;
};

/// Plays a task to its end with the reply of one name at every turn.
Awaitable<Result<double>> follow(plugin::Environment& environment,
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
  co_return turn->verdict->score;
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
      const auto score = co_await follow(environment, task, seed, name);
      if (!score) co_return score.error();
      measured.right[name] += *score >= 1 ? 1 : 0;
    }
    for (const auto& [name, reply] : references->mutants) {
      const auto score = co_await follow(environment, task, seed, name);
      if (!score) co_return score.error();
      measured.mutants += *score > 0 ? 1 : 0;
    }
    ++measured.tasks;
  }
  co_return measured;
}

Awaitable<Result<int>> print_table(boost::asio::io_context& context, Invocation& invocation) {
  const auto samples = invocation.number("samples", 1000, 1, 1'000'000);
  if (!samples) co_return samples.error();
  auto environment = co_await find_environment(context, invocation, invocation.arguments[0]);
  if (!environment) co_return environment.error();
  std::vector<std::vector<std::string>> rows;
  Json list = Json::array();
  bool good = true;
  const auto& levels = (*environment)->descriptor().levels;
  for (std::uint32_t level = 0; level < levels.size(); ++level) {
    const auto m = co_await measure(**environment, level, *samples);
    if (!m) co_return m.error();
    const auto n = static_cast<double>(m->tasks);
    std::vector<std::string> heading = {"level", "reference"},
                             row = {levels[level].name,
                                    fixed(static_cast<double>(m->right.at("reference")) / n, 3)};
    Json rates = Json::object();
    for (const auto& [name, right] : m->right) {
      rates[name] = static_cast<double>(right) / n;
      if (name == "reference") continue;
      heading.push_back(name);
      row.push_back(fixed(static_cast<double>(right) / n, 4));
    }
    for (const char* name : {"mutants right", "distinct", "prompt bytes", "tasks/s"})
      heading.emplace_back(name);
    row.push_back(std::to_string(m->mutants));
    row.push_back(std::to_string(m->forms.size()) + "/" + std::to_string(m->tasks));
    row.push_back(std::to_string(m->prompt_bytes / m->tasks));
    row.push_back(fixed(n / m->make_seconds, 0));
    if (rows.empty()) rows.push_back(heading);
    rows.push_back(row);
    good = good && m->right.at("reference") == m->tasks && m->mutants == 0;
    list.push_back({{"level", level},
                    {"name", levels[level].name},
                    {"rates", std::move(rates)},
                    {"mutants_right", m->mutants},
                    {"distinct", m->forms.size()},
                    {"tasks", m->tasks},
                    {"prompt_bytes", m->prompt_bytes / m->tasks},
                    {"tasks_per_second", n / m->make_seconds}});
  }
  (*environment)->stop();
  if (invocation.json) {
    invocation.out->json(list);
  } else {
    invocation.out->print(table(rows));
  }
  co_return good ? 0 : 1;
}

}  // namespace

Result<int> run_env_table(Invocation& invocation) {
  boost::asio::io_context context(1);
  return run_to_end(context, print_table(context, invocation));
}

}  // namespace af::cli
