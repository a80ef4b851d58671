// SPDX-License-Identifier: MIT
/// What the `af env` commands and `af eval` share: an environment by name, seeds from the command
/// line.
#pragma once

#include "cli/run.h"

namespace af::cli {

// Options that several commands have.
inline const OptionSpec level_option{"level", "L", "Difficulty level (default 0)."};
inline const OptionSpec seed_option{"seed", "HEX",
                                    "Task seed: 64 hexadecimal digits, or fewer for a short one."};
inline const OptionSpec in_process_option{"in-process", "",
                                          "Load the plugin into this process, for a debugger."};

/// How to load an environment of the configuration, by its id, or else a plugin by name or path
/// with default options. --in-process is honoured.
[[nodiscard]] config::EnvironmentConfig environment_named(const Invocation& invocation,
                                                          const config::Config& config,
                                                          const std::string& name);

/// The same, loaded, with a sandbox of its own.
[[nodiscard]] base::Awaitable<base::Result<std::shared_ptr<plugin::Environment>>> find_environment(
    boost::asio::io_context& context, const Invocation& invocation, const std::string& name);

/// Runs a command's work on the environment that its first argument names, and ends the environment
/// afterwards.
template <class Work>
base::Result<int> with_environment(Invocation& invocation, Work work) {
  boost::asio::io_context context(1);
  auto run = [&]() -> base::Awaitable<base::Result<int>> {
    auto environment = co_await find_environment(context, invocation, invocation.arguments[0]);
    if (!environment) co_return environment.error();
    auto status = co_await work(**environment);
    (*environment)->stop();
    co_return status;
  };
  return run_to_end(context, run());
}

/// --seed as 32 bytes: short ones are padded with zeros; a random one if it is not given.
[[nodiscard]] base::Result<base::Seed> chosen_seed(const Invocation& invocation);
/// The seed of the n-th of several tasks; the first is the seed itself.
[[nodiscard]] base::Seed nth_seed(const base::Seed& seed, std::int64_t n);

/// A verdict for people and for programs.
[[nodiscard]] base::Json to_json(const plugin::Verdict& verdict);
/// A verdict as lines for people: state, cause, evidence, metrics.
[[nodiscard]] std::string describe(const plugin::Verdict& verdict);

}  // namespace af::cli
