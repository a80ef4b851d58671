// SPDX-License-Identifier: MIT
/// af completion, man: made from the table of commands.
#include <set>

#include "cli/command.h"

namespace af::cli {
namespace {

/// First words, and for each the second words or options that may follow.
std::map<std::string, std::set<std::string>> words() {
  std::map<std::string, std::set<std::string>> words;
  for (const auto& command : commands()) {
    const std::size_t space = command.name.find(' ');
    auto& next = words[command.name.substr(0, space)];
    if (space != std::string::npos) next.insert(command.name.substr(space + 1));
    for (const auto* options : {&command.options, &global_options()}) {
      for (const auto& option : *options) next.insert("--" + option.name);
    }
  }
  return words;
}

std::string join(const std::set<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : " ") + item;
  return text;
}

std::string bash() {
  std::string text =
      "_af() {\n  local word=${COMP_WORDS[COMP_CWORD]} choices=\n  case ${COMP_WORDS[1]} in\n";
  std::set<std::string> first;
  for (const auto& [name, next] : words()) {
    first.insert(name);
    text += "    " + name + ") choices='" + join(next) + "' ;;\n";
  }
  return text + "  esac\n  [ \"$COMP_CWORD\" -eq 1 ] && choices='" + join(first) +
         "'\n  COMPREPLY=($(compgen -W \"$choices\" -- \"$word\"))\n"
         "  [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- \"$word\"))\n}\ncomplete -F "
         "_af af\n";
}

std::string zsh() { return "autoload -U +X bashcompinit && bashcompinit\n" + bash(); }

std::string fish() {
  std::string text = "complete -c af -f\n";
  for (const auto& command : commands()) {
    const std::size_t space = command.name.find(' ');
    const std::string one = command.name.substr(0, space);
    text += "complete -c af -n __fish_use_subcommand -a " + one + "\n";
    if (space != std::string::npos) {
      text += "complete -c af -n '__fish_seen_subcommand_from " + one + "' -a " +
              command.name.substr(space + 1) + "\n";
    }
    for (const auto& option : command.options) {
      text +=
          "complete -c af -n '__fish_seen_subcommand_from " + one + "' -l " + option.name + "\n";
    }
  }
  return text;
}

std::string escaped(std::string text) {
  std::string out;
  for (const char c : text) out += c == '-' ? "\\-" : c == '\\' ? "\\e" : std::string(1, c);
  return out;
}

base::Result<int> run_completion(Invocation& invocation) {
  const std::string& shell = invocation.arguments[0];
  if (shell != "bash" && shell != "zsh" && shell != "fish")
    return usage("known shells: bash zsh fish");
  invocation.out->print(shell == "bash" ? bash() : shell == "zsh" ? zsh() : fish());
  return 0;
}

base::Result<int> run_man(Invocation& invocation) {
  std::string page =
      ".TH AF 1\n.SH NAME\naf \\- validator and tools of affine\n.SH SYNOPSIS\n.B af\n[\\-v] "
      "[\\-\\-config FILE] [\\-\\-json] COMMAND\n.SH COMMANDS\n";
  for (const auto& command : commands()) {
    page += ".SS \"af " + escaped(command.name + " " + command.arguments) + "\"\n" +
            escaped(command.summary) + "\n" + escaped(command.details) + "\n";
    for (const auto& option : command.options) {
      page += ".TP\n.B \\-\\-" +
              escaped(option.name + (option.value.empty() ? "" : " " + option.value)) + "\n" +
              escaped(option.help) + "\n";
    }
  }
  page +=
      ".SH EXIT STATUS\n0 done; 1 what was asked about failed or does not hold; 2 bad usage or "
      "configuration; 3 a service failed after retries; 130 interrupted.\n.SH FILES\naffine.yaml, "
      "~/.affine/config.env, .env\n";
  invocation.out->print(page);
  return 0;
}

}  // namespace

Command completion_command() {
  return {.name = "completion",
          .arguments = "SHELL",
          .summary = "Completion for bash, zsh or fish.",
          .examples = {"source <(af completion bash)"},
          .least = 1,
          .most = 1,
          .run = run_completion};
}

Command man_command() {
  return {.name = "man",
          .summary = "The manual page, in roff.",
          .examples = {"af man | man -l -"},
          .run = run_man};
}

}  // namespace af::cli
