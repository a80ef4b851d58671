// SPDX-License-Identifier: MIT
#include <cstdlib>

#include "base/number.h"
#include "base/text.h"
#include "cli/command.h"

namespace af::cli {

using base::Code;
using base::Error;

std::optional<std::string> Invocation::option(const std::string& name) const {
  const auto found = options.find(name);
  if (found == options.end()) return {};
  return found->second;
}

std::vector<std::string> Invocation::all(const std::string& name) const {
  std::vector<std::string> values;
  const auto [first, last] = options.equal_range(name);
  for (auto it = first; it != last; ++it) values.push_back(it->second);
  return values;
}

base::Result<std::int64_t> Invocation::number(const std::string& name, std::int64_t fallback,
                                              std::int64_t least, std::int64_t most) const {
  const auto text = option(name);
  if (!text) return fallback;
  const auto value = base::parse_number<std::int64_t>(*text);
  if (!value || *value < least || *value > most) {
    return usage("--" + name + ": expected a whole number from " + std::to_string(least) + " to " +
                 std::to_string(most) + ", found '" + base::printable(*text) + "'");
  }
  return *value;
}

base::Result<config::Settings> Invocation::settings() const {
  const char* home = std::getenv("HOME");
  return config::Settings::load(std::filesystem::current_path(), home == nullptr ? "/" : home);
}

base::Result<config::Config> Invocation::load_config() const {
  const auto known = settings();
  if (!known) return known.error();
  config::Source source = config::embedded_source();
  std::error_code ignored;
  const auto named = option("config");
  if (named || std::filesystem::exists("affine.yaml", ignored)) {
    auto read = config::read_source(named.value_or("affine.yaml"));
    if (!read) return read.error();
    source = std::move(*read);
  }
  return config::load(source, *known);
}

std::optional<std::int64_t> as_id(const std::string& text) {
  const auto id = base::parse_number<std::int64_t>(text);
  return id && *id > 0 ? id : std::nullopt;
}

int exit_status(const Error& error) {
  switch (error.code) {
    case Code::usage:
      return 2;
    case Code::service:
      return 3;
    case Code::cancelled:
      return 130;
    default:
      return 1;
  }
}

Error usage(std::string message) { return {Code::usage, std::move(message)}; }

}  // namespace af::cli
