// SPDX-License-Identifier: MIT
/// af set, get, unset.
#include <iostream>

#include "base/text.h"
#include "cli/command.h"

namespace af::cli {
namespace {

std::filesystem::path file() {
  const char* home = std::getenv("HOME");
  return config::settings_file(home == nullptr ? "/" : home);
}

base::Result<int> run_set(Invocation& invocation) {
  std::string value;
  if (invocation.arguments.size() == 2) {
    value = invocation.arguments[1];
  } else {
    std::getline(std::cin, value);
    value = base::trimmed(value);
    if (value.empty()) return usage("no value on standard input");
  }
  if (auto status = config::write_setting(file(), invocation.arguments[0], value); !status) {
    return status.error();
  }
  return 0;
}

base::Result<int> run_get(Invocation& invocation) {
  const auto settings = invocation.settings();
  if (!settings) return settings.error();
  const auto value = settings->find(invocation.arguments[0]);
  if (!value) {
    return base::Error{base::Code::not_found,
                       base::printable(invocation.arguments[0]) + " is not set"};
  }
  if (invocation.json) {
    invocation.out->json(
        {{"key", invocation.arguments[0]}, {"value", value->text}, {"origin", value->origin}});
  } else {
    invocation.out->line(value->text);
  }
  return 0;
}

base::Result<int> run_unset(Invocation& invocation) {
  if (auto status = config::remove_setting(file(), invocation.arguments[0]); !status)
    return status.error();
  return 0;
}

}  // namespace

Command set_command() {
  return {.name = "set",
          .arguments = "KEY [VALUE]",
          .summary = "Store a setting in ~/.affine/config.env (mode 0600).",
          .details =
              "Without VALUE it is read from standard input, which keeps it out of the shell's "
              "history.",
          .examples = {"af set CHUTES_API_KEY < key.txt"},
          .least = 1,
          .most = 2,
          .run = run_set};
}

Command get_command() {
  return {.name = "get",
          .arguments = "KEY",
          .summary = "Print a setting.",
          .examples = {"af get R2_BUCKET_ID"},
          .least = 1,
          .most = 1,
          .run = run_get};
}

Command unset_command() {
  return {.name = "unset",
          .arguments = "KEY",
          .summary = "Remove a setting.",
          .examples = {"af unset R2_BUCKET_ID"},
          .least = 1,
          .most = 1,
          .run = run_unset};
}

}  // namespace af::cli
