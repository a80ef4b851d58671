// SPDX-License-Identifier: MIT
/// af env list, show.
#include <iostream>
#include <set>

#include "cli/environment_tools.h"

namespace af::cli {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;

Json level_list(const plugin::EnvironmentDescriptor& descriptor) {
  Json levels = Json::array();
  for (const auto& level : descriptor.levels) {
    levels.push_back({{"name", level.name}, {"summary", level.summary}});
  }
  return levels;
}

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

}  // namespace

Command env_list_command() {
  return {.name = "env list",
          .summary = "Environments that are installed or configured.",
          .examples = {"af env list"},
          .run = run_env_list};
}

Command env_show_command() {
  return {.name = "env show",
          .arguments = "ID",
          .summary = "An environment's levels and options.",
          .options = {in_process_option},
          .examples = {"af env show sat"},
          .least = 1,
          .most = 1,
          .run = run_env_show};
}

}  // namespace af::cli
