// SPDX-License-Identifier: MIT
/// af env list, show, sample, play, grade.
#include <affine/sdk/roles.hpp>
#include <iostream>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "cli/environment_tools.h"
#include "cli/run.h"

namespace af::cli {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;

/// Runs a command's work on its environment and ends the environment afterwards.
template <class Work>
Result<int> with_environment(Invocation& invocation, Work work) {
  boost::asio::io_context context(1);
  auto run = [&]() -> Awaitable<Result<int>> {
    auto environment = co_await find_environment(context, invocation, invocation.arguments[0]);
    if (!environment) co_return environment.error();
    auto status = co_await work(**environment);
    (*environment)->stop();
    co_return status;
  };
  return run_to_end(context, run());
}

struct TaskChoice {
  std::uint32_t level = 0;
  base::Seed seed{};
};

Result<TaskChoice> choose_task(const Invocation& invocation) {
  const auto level = invocation.number("level", 0, 0, 10000);
  if (!level) return level.error();
  const auto seed = seed_option(invocation);
  if (!seed) return seed.error();
  return TaskChoice{static_cast<std::uint32_t>(*level), *seed};
}

Json level_list(const plugin::EnvironmentDescriptor& descriptor) {
  Json levels = Json::array();
  for (const auto& level : descriptor.levels) {
    levels.push_back({{"name", level.name}, {"summary", level.summary}});
  }
  return levels;
}

Awaitable<Result<int>> sample(Invocation& invocation, plugin::Environment& environment) {
  const auto choice = choose_task(invocation);
  if (!choice) co_return choice.error();
  const auto count = invocation.number("count", 1, 1, 1'000'000);
  if (!count) co_return count.error();
  for (std::int64_t i = 0; i < *count; ++i) {
    const base::Seed seed = nth_seed(choice->seed, i);
    auto made = co_await environment.make_task(choice->level, seed);
    if (!made) co_return made.error();
    const auto task = std::make_shared<const plugin::Task>(std::move(*made));
    const auto episode = environment.open(task);
    const auto turn = co_await episode->observe();
    if (!turn) co_return turn.error();
    Json document = {{"seed", base::hex(seed)},
                     {"level", choice->level},
                     {"family", task->family},
                     {"digest", base::hex(plugin::digest(*task))},
                     {"messages", Json::array()}};
    std::string text;
    for (const auto& message : turn->messages) {
      document["messages"].push_back(
          {{"role", affine::role_name(message.role)}, {"text", message.text}});
      text += message.text + "\n";
    }
    if (invocation.has("private")) {
      const auto references = co_await episode->references(seed);
      if (!references) co_return references.error();
      document["public_part"] = task->public_part;
      document["private_part"] = task->private_part;
      document["solution"] = references->solution;
      text += "--- hidden part\n" + task->private_part + "\n--- reference answer\n" +
              references->solution + "\n";
    }
    if (invocation.json) {
      invocation.out->json(document);
    } else {
      invocation.out->print("=== level " + std::to_string(choice->level) + ", seed " +
                            base::hex(seed) +
                            (task->family.empty() ? "" : ", family " + task->family) + "\n" + text);
    }
  }
  co_return 0;
}

/// Lines up to one that holds only a dot; nothing at the end of the input.
std::optional<std::string> read_reply() {
  std::string reply;
  bool any = false;
  for (std::string line; std::getline(std::cin, line);) {
    any = true;
    if (line == ".") return reply;
    reply += line + "\n";
  }
  if (!any) return {};
  return reply;
}

Awaitable<Result<int>> play(Invocation& invocation, plugin::Environment& environment) {
  const auto choice = choose_task(invocation);
  if (!choice) co_return choice.error();
  auto made = co_await environment.make_task(choice->level, choice->seed);
  if (!made) co_return made.error();
  const auto task = std::make_shared<const plugin::Task>(std::move(*made));
  const auto episode = environment.open(task);
  auto turn = co_await episode->observe();
  std::size_t shown = 0;
  while (turn && !turn->verdict) {
    for (; shown < turn->messages.size(); ++shown) {
      if (turn->messages[shown].role != AF_ROLE_ASSISTANT)
        invocation.out->line(turn->messages[shown].text);
    }
    auto reply = read_reply();
    if (reply) {
      plugin::Reply given{std::move(*reply), AF_FINISH_STOP, 0, 0};
      turn = co_await episode->step(std::move(given));
    } else {
      turn = co_await episode->end(AF_END_TIME);
    }
  }
  if (!turn) co_return turn.error();
  if (invocation.json) {
    invocation.out->json(to_json(*turn->verdict));
  } else {
    invocation.out->line(describe(*turn->verdict) + "\n(level " + std::to_string(choice->level) +
                         ", seed " + base::hex(choice->seed) + ")");
  }
  co_return 0;
}

Awaitable<Result<int>> grade(Invocation& invocation, plugin::Environment& environment) {
  const auto choice = choose_task(invocation);
  if (!choice) co_return choice.error();
  const auto files = invocation.all("reply");
  if (files.empty() || !invocation.has("seed")) co_return usage("--seed and --reply are needed");
  auto made = co_await environment.make_task(choice->level, choice->seed);
  if (!made) co_return made.error();
  const auto task = std::make_shared<const plugin::Task>(std::move(*made));
  const auto episode = environment.open(task);
  auto turn = co_await episode->observe();
  for (const auto& file : files) {
    if (!turn || turn->verdict) break;
    auto text = base::read_input(file, base::max_input_bytes);
    if (!text) co_return text.error();
    plugin::Reply reply{base::to_utf8(*text), AF_FINISH_STOP, 0, 0};
    turn = co_await episode->step(std::move(reply));
  }
  if (turn && !turn->verdict) turn = co_await episode->end(AF_END_TURN_LIMIT);
  if (!turn) co_return turn.error();
  const plugin::Verdict& verdict = *turn->verdict;
  if (invocation.json) {
    invocation.out->json(to_json(verdict));
  } else {
    invocation.out->line(describe(verdict));
  }
  co_return verdict.scored&& verdict.score >= 1 ? 0 : 1;
}

}  // namespace

Result<int> run_env_list(Invocation& invocation) {
  const auto config = invocation.load_config();
  if (!config) return config.error();
  std::set<std::string> names;
  for (const auto& environment : config->environments) names.insert(environment.id);
  std::error_code ignored;
  for (const auto& folder : app::plugin_folders(*config)) {
    for (const auto& file : std::filesystem::directory_iterator(folder / "environments", ignored)) {
      if (file.path().extension() == ".so") names.insert(file.path().stem().string());
    }
  }
  boost::asio::io_context context(1);
  auto describe_all = [&]() -> Awaitable<Result<int>> {
    std::vector<std::vector<std::string>> rows = {{"id", "levels", "turns", "version", "summary"}};
    Json list = Json::array();
    for (const auto& name : names) {
      auto environment = co_await find_environment(context, invocation, name);
      if (!environment) {
        std::cerr << "af: " << name << ": " << environment.error().message << '\n';
        continue;
      }
      const auto& d = (*environment)->descriptor();
      rows.push_back({name, std::to_string(d.levels.size()), std::to_string(d.max_turns),
                      std::to_string(d.generator_version), d.summary});
      list.push_back({{"id", name},
                      {"levels", d.levels.size()},
                      {"max_turns", d.max_turns},
                      {"generator_version", d.generator_version},
                      {"summary", d.summary}});
      (*environment)->stop();
    }
    if (invocation.json) {
      invocation.out->json(list);
    } else {
      invocation.out->print(table(rows));
    }
    co_return 0;
  };
  return run_to_end(context, describe_all());
}

Result<int> run_env_show(Invocation& invocation) {
  return with_environment(invocation,
                          [&](plugin::Environment& environment) -> Awaitable<Result<int>> {
                            const auto& d = environment.descriptor();
                            if (invocation.json) {
                              invocation.out->json({{"id", d.id},
                                                    {"name", d.name},
                                                    {"summary", d.summary},
                                                    {"license", d.license},
                                                    {"generator_version", d.generator_version},
                                                    {"max_turns", d.max_turns},
                                                    {"levels", level_list(d)},
                                                    {"options", config::json_schema(d.options)},
                                                    {"solve", d.has_solve},
                                                    {"baselines", d.has_baselines}});
                              co_return 0;
                            }
                            std::string text = d.id + ": " + d.name + " (generator version " +
                                               std::to_string(d.generator_version) + ", " +
                                               d.license + ")\n" + d.summary + "\n\nLevels:\n";
                            for (std::size_t i = 0; i < d.levels.size(); ++i) {
                              text += "  " + std::to_string(i) + "  " + d.levels[i].name;
                              if (!d.levels[i].summary.empty()) text += ": " + d.levels[i].summary;
                              text += "\n";
                            }
                            if (!d.options.empty())
                              text += "\nOptions:\n" + config::reference_page(d.options, "");
                            invocation.out->print(text);
                            co_return 0;
                          });
}

Result<int> run_env_sample(Invocation& invocation) {
  return with_environment(invocation,
                          [&](plugin::Environment& e) { return sample(invocation, e); });
}
Result<int> run_env_play(Invocation& invocation) {
  return with_environment(invocation, [&](plugin::Environment& e) { return play(invocation, e); });
}
Result<int> run_env_grade(Invocation& invocation) {
  return with_environment(invocation, [&](plugin::Environment& e) { return grade(invocation, e); });
}

}  // namespace af::cli
