// SPDX-License-Identifier: MIT
/// Environments as the rest of the program sees them: the same asynchronous interface whether the
/// plugin runs in this process or in a child.
#pragma once

#include <affine/abi/note.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "base/async.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "config/config.h"
#include "plugin/types.h"
#include "sandbox/sandbox.h"

namespace af::plugin {

/// One conversation. Task and replies determine everything, so an episode survives the loss of its
/// child process: a fresh one replays it. One call at a time; must outlive its calls.
class Episode {
 public:
  virtual ~Episode() = default;
  /// The first messages.
  [[nodiscard]] virtual base::Awaitable<base::Result<Turn>> observe() = 0;
  /// Delivers a reply: the next messages, or a verdict.
  [[nodiscard]] virtual base::Awaitable<base::Result<Turn>> step(Reply reply) = 0;
  /// Ends early: always a verdict.
  [[nodiscard]] virtual base::Awaitable<base::Result<Turn>> end(AfEnd why) = 0;
  /// The environment's own replies in the present state. `seed` feeds the random ones.
  [[nodiscard]] virtual base::Awaitable<base::Result<References>> references(base::Seed seed) = 0;
  /// The layers and runtimes in which its programs ran, for the record; empty if it ran none.
  [[nodiscard]] virtual std::string sandbox() const = 0;
};

/// One configured environment. Belongs to the executor that it was loaded with.
class Environment {
 public:
  virtual ~Environment() = default;
  /// The plugin's description of itself.
  [[nodiscard]] virtual const EnvironmentDescriptor& descriptor() const noexcept = 0;
  /// The task of (level, seed): the same on every machine.
  [[nodiscard]] virtual base::Awaitable<base::Result<Task>> make_task(std::uint32_t level,
                                                                      base::Seed seed) = 0;
  /// An episode on a task. Nothing happens before its first call.
  [[nodiscard]] virtual std::unique_ptr<Episode> open(std::shared_ptr<const Task> task) = 0;
  /// Its options with defaults, as canonical JSON. Tasks depend on them.
  [[nodiscard]] virtual const std::string& options() const noexcept = 0;
  /// How many times its process has failed; 0 in process.
  [[nodiscard]] virtual std::uint64_t crashes() const noexcept { return 0; }
  /// Fails calls in hand and ends the process, if there is one.
  virtual void stop() {}
};

/// What loading needs besides the configuration.
struct Loading {
  boost::asio::io_context& context;  ///< outlives the environments
  std::vector<std::filesystem::path> folders;
  std::filesystem::path program;  ///< the `af` that children run
  /// Runs the programs that environments ask for; null: none can be run.
  std::shared_ptr<sandbox::Sandbox> sandbox;
  std::shared_ptr<base::Clock> clock;  ///< deadlines, restarts, quarantine of children
  base::Log log;
};

/// Finds, checks, loads and configures an environment. `source` is the text that `config` came
/// from, for messages about its options.
[[nodiscard]] base::Awaitable<base::Result<std::shared_ptr<Environment>>> load_environment(
    const Loading& loading, const config::EnvironmentConfig& config, const config::Source& source);

}  // namespace af::plugin
