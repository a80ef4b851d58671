// SPDX-License-Identifier: MIT
#include "cli/command.h"

namespace af::cli {
const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      validate_command(),     eval_command(),         rank_command(),
      miners_command(),       weights_show_command(), env_list_command(),
      env_show_command(),     env_sample_command(),   env_play_command(),
      env_grade_command(),    env_table_command(),    plugin_list_command(),
      config_check_command(), config_show_command(),  config_schema_command(),
      results_list_command(), results_show_command(), results_export_command(),
      score_command(),        audit_command(),        sandbox_probe_command(),
      sandbox_exec_command(), doctor_command(),       init_command(),
      set_command(),          get_command(),          unset_command(),
      completion_command(),   man_command(),
  };
  return all;
}

const std::vector<OptionSpec>& global_options() {
  static const std::vector<OptionSpec> options = {
      {"config", "FILE", "The configuration."},
      {"json", "", "Results as JSON."},
      {"verbose", "", "-v info, -vv debug, -vvv trace; logs go to standard error."},
      {"help", "", "This help."}};
  return options;
}

std::string help_of(const Command& command) {
  std::string text = "usage: af " + command.name;
  if (!command.arguments.empty()) text += " " + command.arguments;
  text += " [options]\n\n" + command.summary + "\n";
  if (!command.details.empty()) text += command.details + "\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto* options : {&command.options, &global_options()}) {
    for (const auto& option : *options) {
      rows.push_back(
          {"  --" + option.name + (option.value.empty() ? "" : " " + option.value), option.help});
    }
  }
  text += "\nOptions:\n" + table(rows) + "\nExamples:\n";
  for (const auto& example : command.examples) text += "  " + example + "\n";
  return text;
}

std::string overview() {
  std::string text =
      "usage: af [-v|-vv|-vvv] [--config FILE] [--json] COMMAND …\n\n"
      "affine pays for progress in reasoning: `af validate` asks miners' models fresh tasks, finds "
      "the one that\ndominates, and writes weights.\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& command : commands()) rows.push_back({"  " + command.name, command.summary});
  return text + table(rows) + "\n`af COMMAND --help` tells more.\n";
}

}  // namespace af::cli
