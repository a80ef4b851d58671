// SPDX-License-Identifier: MIT
/// What the `af env` commands and `af eval` share: an environment by name, seeds from the command
/// line.
#pragma once

#include "cli/command.h"

namespace af::cli {

/// How to load an environment of the configuration, by its id, or else a plugin by name or path
/// with default options. --in-process is honoured.
[[nodiscard]] config::EnvironmentConfig environment_named(const Invocation& invocation,
                                                          const config::Config& config,
                                                          const std::string& name);

/// The same, loaded, with a sandbox of its own.
[[nodiscard]] base::Awaitable<base::Result<std::shared_ptr<plugin::Environment>>> find_environment(
    boost::asio::io_context& context, const Invocation& invocation, const std::string& name);

/// --seed as 32 bytes: short ones are padded with zeros; a random one if it is not given.
[[nodiscard]] base::Result<base::Seed> seed_option(const Invocation& invocation);
/// The seed of the n-th of several tasks; the first is the seed itself.
[[nodiscard]] base::Seed nth_seed(const base::Seed& seed, std::int64_t n);

/// A verdict for people and for programs.
[[nodiscard]] base::Json to_json(const plugin::Verdict& verdict);
/// A verdict as lines for people: state, cause, evidence, metrics.
[[nodiscard]] std::string describe(const plugin::Verdict& verdict);

}  // namespace af::cli
