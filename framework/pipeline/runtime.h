/// Everything that a configuration names, loaded: environments, backends, the HTTP engine, the
/// chain.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "base/async.h"
#include "base/clock.h"
#include "base/log.h"
#include "chain/chain.h"
#include "config/config.h"
#include "net/engine.h"
#include "pipeline/exchange.h"
#include "plugin/environment.h"
#include "sandbox/sandbox.h"

namespace af::pipeline {

struct LoadedEnvironment {
  config::EnvironmentConfig config;
  std::shared_ptr<plugin::Environment> plugin;
};

struct Runtime {
  config::Config config;
  base::Log log;
  std::shared_ptr<base::Clock> clock = std::make_shared<base::SystemClock>();
  std::shared_ptr<sandbox::Sandbox> sandbox;
  std::vector<LoadedEnvironment> environments;
  std::map<std::string, std::shared_ptr<const plugin::Backend>> backends;
  std::unique_ptr<net::Engine> engine;
  std::unique_ptr<chain::Chain> chain;

  [[nodiscard]] const LoadedEnvironment* find(const std::string& environment) const;
  /// How to reach a miner; nothing if the configuration does not say.
  [[nodiscard]] std::optional<Route> route_of(const std::string& hotkey) const;
  /// Ends all plugin processes; calls in hand fail.
  void stop();
};

/// Folders in which plugins are looked for, in order.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders(const config::Config& config);

/// The sandbox as the configuration wants it; its slots start when a program is to be run.
[[nodiscard]] std::shared_ptr<sandbox::Sandbox> make_sandbox(boost::asio::io_context& context,
                                                             const config::SandboxConfig& config,
                                                             base::Log log);

/// Loads the parts that are asked for.
[[nodiscard]] base::Awaitable<base::Result<bool>> load_environments(
    boost::asio::io_context& context, Runtime& runtime);
[[nodiscard]] base::Status load_backends(Runtime& runtime, const config::Settings& settings);
/// Makes the local ledger's neurons and commitments those of the configuration; other chains have
/// their own.
[[nodiscard]] base::Status seed_chain(const Runtime& runtime);
/// Changes nothing on the chain.
[[nodiscard]] base::Status open_chain(Runtime& runtime);
[[nodiscard]] net::Limits net_limits(const config::NetConfig& config);

}  // namespace af::pipeline
