// SPDX-License-Identifier: MIT
#include "cli/environment_tools.h"

#include "base/text.h"

namespace af::cli {

config::EnvironmentConfig environment_named(const Invocation& invocation,
                                            const config::Config& config, const std::string& name) {
  config::EnvironmentConfig wanted;
  wanted.id = wanted.plugin = name;
  wanted.call_seconds = 60;
  wanted.memory_mib = 1024;
  wanted.crashes_allowed = 3;
  for (const auto& configured : config.environments) {
    if (configured.id == name) wanted = configured;
  }
  if (invocation.has("in-process")) wanted.in_process = true;
  return wanted;
}

base::Awaitable<base::Result<std::shared_ptr<plugin::Environment>>> find_environment(
    boost::asio::io_context& context, const Invocation& invocation, const std::string& name) {
  auto config = invocation.load_config();
  if (!config) co_return config.error();
  const auto wanted = environment_named(invocation, *config, name);
  co_return co_await app::load_environment(context, *config, wanted, invocation.log);
}

base::Result<base::Seed> chosen_seed(const Invocation& invocation) {
  const auto text = invocation.option("seed");
  if (!text) return base::random_seed();
  const auto bytes = base::from_hex(*text);
  if (!bytes || bytes->size() > 32) {
    return usage("--seed: expected up to 64 hexadecimal digits, found '" + base::printable(*text) +
                 "'");
  }
  base::Seed seed{};
  std::copy(bytes->begin(), bytes->end(), seed.begin());
  return seed;
}

base::Seed nth_seed(const base::Seed& seed, std::int64_t n) {
  return n == 0 ? seed : base::keyed_hash(seed, {"af/nth-seed/1", std::to_string(n)});
}

base::Json to_json(const plugin::Verdict& verdict) {
  return {{"state", verdict.scored ? "scored" : "void"},
          {"score", verdict.scored ? base::Json(verdict.score) : base::Json(nullptr)},
          {"cause", base::name_of(verdict.cause)},
          {"extraction", verdict.extraction},
          {"evidence", verdict.evidence},
          {"metrics", verdict.metrics}};
}

std::string describe(const plugin::Verdict& verdict) {
  std::string text = verdict.scored ? "score " + base::exact(verdict.score) : "void";
  if (verdict.cause != AF_CAUSE_NONE)
    text += " (" + std::string(base::name_of(verdict.cause)) + ")";
  if (!verdict.evidence.empty()) text += ": " + base::printable(verdict.evidence);
  for (const auto& [name, value] : verdict.metrics)
    text += "\n  " + name + " " + base::exact(value);
  return text;
}

}  // namespace af::cli
