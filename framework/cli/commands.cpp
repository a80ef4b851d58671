// SPDX-License-Identifier: MIT
#include "cli/command.h"

namespace af::cli {
namespace {

const OptionSpec level{"level", "L", "Difficulty level (default 0)."};
const OptionSpec seed{"seed", "HEX", "Task seed: 64 hexadecimal digits, or fewer for a short one."};
const OptionSpec in_process{"in-process", "", "Load the plugin into this process, for a debugger."};

std::vector<Command> build() {
  return {
      {"validate",
       "",
       "Run the validator: windows of rollouts, scores, weights.",
       "Without --config it runs affine.yaml in the working directory, else the configuration that "
       "is "
       "built in: simulated miners on a local ledger. SIGINT or SIGTERM stops cleanly; a second "
       "one at once. "
       "Killed at any instant, the next start goes on where it was.",
       {{"windows", "N", "Stop after N windows; 0 (default): never."},
        {"dry-run", "", "Do everything but submit weights."},
        {"coldkey", "NAME", "Wallet to submit with; the local ledger needs none."},
        {"hotkey", "NAME", "Hotkey of the wallet; the local ledger needs none."}},
       {"af validate --windows 3", "af validate --config affine.yaml --json >> windows.jsonl"},
       0,
       0,
       run_validate},
      {"eval",
       "",
       "Evaluate one model on environments, without a chain.",
       "",
       {{"env", "ID", "Environment: an id of the configuration, a plugin's name, or a path.", true},
        {"model", "NAME", "Model name as the server knows it."},
        {"base-url", "URL", "An OpenAI-compatible server, such as http://127.0.0.1:8000/v1."},
        {"backend", "NAME", "A backend of the configuration instead."},
        {"api-key", "SETTING", "Name of the setting that holds the server's key."},
        {"samples", "N", "Tasks per environment (default 20)."},
        level,
        seed,
        {"concurrency", "N", "Requests at the same time (default 16)."}},
       {"af eval --env sat --env countdown --model my-model --base-url http://127.0.0.1:8000/v1"},
       0,
       0,
       run_eval},
      {"rank",
       "",
       "Who stands where after the last window, and why.",
       "",
       {},
       {"af rank"},
       0,
       0,
       run_rank},
      {"miners",
       "",
       "The miners of the chain: model, revision, commitment, how they are reached.",
       "",
       {},
       {"af miners"},
       0,
       0,
       run_miners},
      {"weights",
       "[show]",
       "The weights of the last window.",
       "",
       {{"window", "N", "Another window."}},
       {"af weights", "af weights show --window 2"},
       0,
       1,
       run_weights_show},
      {"env list",
       "",
       "Environments that are installed or configured.",
       "",
       {},
       {"af env list"},
       0,
       0,
       run_env_list},
      {"env show",
       "ID",
       "An environment's levels and options.",
       "",
       {in_process},
       {"af env show sat"},
       1,
       1,
       run_env_show},
      {"env sample",
       "ID",
       "Print tasks as a model sees them.",
       "",
       {level,
        seed,
        {"count", "N", "How many (default 1)."},
        {"private", "", "Also the hidden part and a reference answer."},
        in_process},
       {"af env sample countdown --level 2 --count 3"},
       1,
       1,
       run_env_sample},
      {"env play",
       "ID",
       "Answer a task yourself, at the terminal.",
       "A reply ends with a line that holds only a dot, or at the end of the input.",
       {level, seed, in_process},
       {"af env play sokoban", "af env play ./build/sums.so"},
       1,
       1,
       run_env_play},
      {"env grade",
       "ID",
       "Judge a reply from a file.",
       "Exit status 1 if the score is below 1.",
       {level,
        seed,
        {"reply", "FILE", "The reply; - for standard input. Several for several turns.", true},
        in_process},
       {"af env grade countdown --seed 00 --level 0 --reply answer.txt"},
       1,
       1,
       run_env_grade},
      {"env table",
       "ID",
       "Measure each level: reference, baselines, distinct tasks, speed.",
       "",
       {{"samples", "N", "Tasks per level (default 1000)."}, in_process},
       {"af env table sat --samples 300"},
       1,
       1,
       run_env_table},
      {"plugin list",
       "",
       "Plugins on the plugin path, by their notes; nothing is loaded.",
       "",
       {},
       {"af plugin list"},
       0,
       0,
       run_plugin_list},
      {"config check",
       "[FILE]",
       "Validate a configuration; problems with file:line:column.",
       "Loads the plugins that it names and checks their options too.",
       {},
       {"af config check affine.yaml"},
       0,
       1,
       run_config_check},
      {"config show",
       "",
       "Effective values and where each comes from.",
       "",
       {},
       {"af config show"},
       0,
       0,
       run_config_show},
      {"config schema",
       "",
       "JSON Schema for editors, or the reference page.",
       "",
       {{"markdown", "", "The reference page instead (docs/configuration.md)."}},
       {"af config schema > affine.schema.json"},
       0,
       0,
       run_config_schema},
      {"results list",
       "",
       "Windows of the record.",
       "",
       {},
       {"af results list"},
       0,
       0,
       run_results_list},
      {"results show",
       "ID",
       "One rollout with its conversation.",
       "",
       {},
       {"af results show 17"},
       1,
       1,
       run_results_show},
      {"results export",
       "",
       "The record as JSON lines.",
       "",
       {{"window", "N", "One window instead of all."}, {"format", "NAME", "jsonl (the only one)."}},
       {"af results export > results.jsonl"},
       0,
       0,
       run_results_export},
      {"score",
       "FILE",
       "Weights from exported results, offline.",
       "",
       {{"rule", "NAME", "Another rule than the recorded one."}},
       {"af results export > results.jsonl", "af score results.jsonl"},
       1,
       1,
       run_score},
      {"audit",
       "[ID…|FILE]",
       "Recompute tasks and verdicts of the record, or of an exported file.",
       "Exit status 1 if anything does not hold; each finding names its row.",
       {},
       {"af audit", "af audit results.jsonl", "af audit 17 18"},
       0,
       100000,
       run_audit},
      {"sandbox probe",
       "",
       "Which layers the sandbox has on this machine, and whether it holds.",
       "Starts it as the configuration says and runs the self-test. Exit status 1 if a layer is "
       "missing that "
       "sandbox.accept_missing does not name, or if a program does not end as it must.",
       {},
       {"af sandbox probe"},
       0,
       0,
       run_sandbox_probe},
      {"sandbox exec",
       "FILE",
       "Run a program as a model's program is run.",
       "Its output goes to standard output, the verdict to standard error. Exit status 0 if the "
       "verdict is ok, else 1.",
       {{"language", "NAME", "python3 (default) or another that `af sandbox probe` lists."},
        {"input", "FILE", "Its standard input; - for ours. Without it the input is empty."},
        {"file", "FILE", "A file that it finds in its working folder.", true},
        {"cpu", "MS", "Limit on CPU time (default 10000)."},
        {"wall", "MS", "Limit on time (default: three times the CPU time and 5000)."},
        {"memory", "MIB", "Limit on memory (default 512)."},
        {"output", "BYTES", "Limit on its output (default 1048576)."}},
       {"af sandbox exec answer.py --input case.txt"},
       1,
       1,
       run_sandbox_exec},
      {"doctor", "", "What works on this machine.", "", {}, {"af doctor"}, 0, 0, run_doctor},
      {"init",
       "[DIR]",
       "Write a commented starter configuration.",
       "",
       {},
       {"af init my-validator"},
       0,
       1,
       run_init},
      {"set",
       "KEY [VALUE]",
       "Store a setting in ~/.affine/config.env (mode 0600).",
       "Without VALUE it is read from standard input, which keeps it out of the shell's history.",
       {},
       {"af set CHUTES_API_KEY < key.txt"},
       1,
       2,
       run_set},
      {"get", "KEY", "Print a setting.", "", {}, {"af get R2_BUCKET_ID"}, 1, 1, run_get},
      {"unset", "KEY", "Remove a setting.", "", {}, {"af unset R2_BUCKET_ID"}, 1, 1, run_unset},
      {"completion",
       "SHELL",
       "Completion for bash, zsh or fish.",
       "",
       {},
       {"source <(af completion bash)"},
       1,
       1,
       run_completion},
      {"man", "", "The manual page, in roff.", "", {}, {"af man | man -l -"}, 0, 0, run_man},
  };
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> all = build();
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
      "the one "
      "that\ndominates, and writes weights.\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& command : commands()) rows.push_back({"  " + command.name, command.summary});
  return text + table(rows) + "\n`af COMMAND --help` tells more.\n";
}

}  // namespace af::cli
