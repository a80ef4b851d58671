// SPDX-License-Identifier: MIT
#include "app/runtime.h"

#include <algorithm>
#include <fstream>

#include "base/url.h"
#include "plugin/find.h"

namespace af::app {

using base::Code;
using base::Error;
using base::Status;

namespace {

std::chrono::nanoseconds seconds(double value) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(value * 1e9));
}

std::chrono::milliseconds milliseconds(double value) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(seconds(value));
}

net::EngineLimits net_limits(const config::NetConfig& config) {
  return {.total = static_cast<std::size_t>(config.total),
          .per_host = static_cast<std::size_t>(config.per_host),
          .body_bytes = static_cast<std::size_t>(config.body_mib) << 20,
          .connect = milliseconds(config.connect_seconds),
          .first_byte = milliseconds(config.first_byte_seconds),
          .silence = milliseconds(config.silence_seconds),
          .ca_file = config.ca_file};
}

plugin::Loading loading(boost::asio::io_context& context, const config::Config& config,
                        std::shared_ptr<sandbox::Sandbox> sandbox,
                        std::shared_ptr<base::Clock> clock, base::Log log) {
  return {.context = context,
          .folders = plugin_folders(config),
          .program = plugin::own_program(),
          .sandbox = std::move(sandbox),
          .clock = std::move(clock),
          .log = std::move(log)};
}

/// Without authorities no server can be believed, which would look like the servers' fault.
Status check_authorities(const std::vector<std::string>& urls, const std::string& configured) {
  const bool secure = std::any_of(urls.begin(), urls.end(),
                                  [](const auto& url) { return base::is_https_url(url); });
  const std::string file = net::find_ca_file(configured);
  if (!secure || std::ifstream(file).good()) return base::Done{};
  return Error{Code::usage,
               file +
                   ": the certificate authorities cannot be read: install ca-certificates, or "
                   "name another file as net.ca_file"};
}

}  // namespace

Runtime::Runtime(boost::asio::io_context& io, config::Config configuration, base::Log logger)
    : context(io),
      config(std::move(configuration)),
      log(std::move(logger)),
      engine(std::make_unique<net::Engine>(net_limits(config.net))),
      sandbox(make_sandbox(context, config.sandbox, log)) {}

base::Awaitable<Status> Runtime::load_environments() {
  const plugin::Loading with = loading(context, config, sandbox, clock, log);
  for (const auto& environment : config.environments) {
    auto loaded = co_await plugin::load_environment(with, environment, config.source);
    if (!loaded) co_return loaded.error();
    environments.emplace(environment.id, std::move(*loaded));
  }
  co_return base::Done{};
}

Status Runtime::load_backends(const config::Settings& settings) {
  const auto folders = plugin_folders(config);
  for (const auto& backend : config.backends) {
    auto loaded = plugin::Backend::load(backend, config.source, settings, folders, log);
    if (!loaded) return loaded.error();
    backends.emplace(backend.id, std::move(*loaded));
  }
  for (const auto& miner : config.miners) {
    const auto& backend = *backends.at(miner.backend);
    if (backend.descriptor().codec && miner.base_url.empty() && backend.base_url().empty()) {
      return Error{Code::usage, "miner " + miner.hotkey + ": neither it nor its backend '" +
                                    miner.backend + "' has a base_url"};
    }
  }
  endpoints = std::make_unique<ConfiguredEndpoints>(config.miners, backends);
  return check_authorities(endpoints->urls(), config.net.ca_file);
}

void Runtime::make_executor() {
  executor = std::make_unique<pipeline::LocalExecutor>(environments, backends, *engine, *clock,
                                                       exchange_limits(config.pipeline));
}

std::vector<pipeline::PlannedEnvironment> Runtime::planned_environments() const {
  std::vector<pipeline::PlannedEnvironment> planned;
  for (const auto& configured : config.environments) {
    const plugin::Environment& environment = *environments.at(configured.id);
    const auto& descriptor = environment.descriptor();
    planned.push_back({.id = configured.id,
                       .plugin = descriptor.id,
                       .generator_version = descriptor.generator_version,
                       .tasks = configured.tasks,
                       .level_count = static_cast<std::uint32_t>(descriptor.levels.size()),
                       .levels = configured.levels,
                       .options = environment.options()});
  }
  return planned;
}

void Runtime::stop() {
  for (const auto& [id, environment] : environments) environment->stop();
  sandbox->stop();
}

std::vector<std::filesystem::path> plugin_folders(const config::Config& config) {
  auto folders = config.plugins.path;
  for (auto& folder : plugin::own_plugin_folders()) folders.push_back(std::move(folder));
  return folders;
}

std::shared_ptr<sandbox::Sandbox> make_sandbox(boost::asio::io_context& context,
                                               const config::SandboxConfig& config, base::Log log) {
  return std::make_shared<sandbox::Sandbox>(
      context,
      sandbox::Options{.program = plugin::own_program(),
                       .accepted = config.accepted,
                       .slots = static_cast<unsigned>(config.slots)},
      std::move(log));
}

base::Awaitable<base::Result<std::shared_ptr<plugin::Environment>>> load_environment(
    boost::asio::io_context& context, const config::Config& config,
    const config::EnvironmentConfig& environment, base::Log log) {
  const auto with = loading(context, config, make_sandbox(context, config.sandbox, log),
                            std::make_shared<base::SystemClock>(), log);
  co_return co_await plugin::load_environment(with, environment, config.source);
}

pipeline::ExchangeLimits exchange_limits(const config::PipelineConfig& config) {
  return {.attempts = config.attempts,
          .retry = seconds(config.retry_seconds),
          .one_attempt = seconds(config.rollout_seconds)};
}

}  // namespace af::app
