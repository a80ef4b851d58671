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

}  // namespace

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

}  // namespace af::cli
