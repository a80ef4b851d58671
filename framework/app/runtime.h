// SPDX-License-Identifier: MIT
/// Everything that a configuration names, built: clock, HTTP engine, sandbox, environments,
/// backends, chain, and what the pipeline needs of them.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "app/endpoints.h"
#include "base/async.h"
#include "base/clock.h"
#include "base/log.h"
#include "config/config.h"
#include "net/engine.h"
#include "pipeline/environments.h"
#include "pipeline/local_executor.h"
#include "plugin/environment.h"
#include "sandbox/sandbox.h"

namespace af::app {

/// The parts, in the order in which they need each other. One executor: the context's.
struct Runtime {
  /// Clock, engine and sandbox; nothing is loaded yet. The context outlives the runtime.
  Runtime(boost::asio::io_context& context, config::Config config, base::Log log);
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
  ~Runtime() { stop(); }

  /// Loads the configured environments. The first that fails is the error.
  [[nodiscard]] base::Awaitable<base::Status> load_environments();
  /// Loads the configured backends, and finds the miners' endpoints among them.
  [[nodiscard]] base::Status load_backends(const config::Settings& settings);
  /// Once environments and backends are loaded.
  void make_executor();
  /// The loaded environments as a plan names them.
  [[nodiscard]] std::vector<pipeline::PlannedEnvironment> planned_environments() const;
  /// Ends all plugin processes and the sandbox; calls in hand fail. The destructor does it too.
  void stop();

  boost::asio::io_context& context;
  config::Config config;
  base::Log log;
  std::shared_ptr<base::Clock> clock = std::make_shared<base::SystemClock>();
  std::unique_ptr<net::Engine> engine;
  std::shared_ptr<sandbox::Sandbox> sandbox;
  pipeline::Environments environments;
  pipeline::Backends backends;
  std::unique_ptr<ConfiguredEndpoints> endpoints;
  std::unique_ptr<pipeline::RolloutExecutor> executor;
};

/// Folders in which plugins are looked for, in order.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders(const config::Config& config);

/// The sandbox as the configuration wants it; its slots start when a program is to be run.
[[nodiscard]] std::shared_ptr<sandbox::Sandbox> make_sandbox(boost::asio::io_context& context,
                                                             const config::SandboxConfig& config,
                                                             base::Log log);

/// One environment by itself, with a sandbox of its own. The context outlives it, and the
/// configuration the loading.
[[nodiscard]] base::Awaitable<base::Result<std::shared_ptr<plugin::Environment>>> load_environment(
    boost::asio::io_context& context, const config::Config& config,
    const config::EnvironmentConfig& environment, base::Log log);

/// Bounds of an exchange with a model as the configuration sets them.
[[nodiscard]] pipeline::ExchangeLimits exchange_limits(const config::PipelineConfig& config);

}  // namespace af::app
