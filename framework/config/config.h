// SPDX-License-Identifier: MIT
/// The validated configuration of a validator.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "config/check.h"
#include "config/sections/backend.h"
#include "config/sections/chain.h"
#include "config/sections/environment.h"
#include "config/sections/miner.h"
#include "config/sections/net.h"
#include "config/sections/pipeline.h"
#include "config/sections/plugins.h"
#include "config/sections/sandbox.h"
#include "config/sections/scoring.h"
#include "config/sections/store.h"
#include "config/settings.h"
#include "config/yaml.h"

namespace af::config {

/// Everything that a configuration file and its overrides set. Plain values: copy freely.
struct Config {
  std::vector<EnvironmentConfig> environments;  ///< at least one
  std::vector<BackendConfig> backends;          ///< at least one
  std::vector<MinerConfig> miners;
  ChainConfig chain;
  StoreConfig store;
  PipelineConfig pipeline;
  ScoringConfig scoring;
  NetConfig net;
  SandboxConfig sandbox;
  PluginsConfig plugins;

  Source source;         ///< the file, for messages about plugin options
  base::Json effective;  ///< everything but plugin options, with defaults
  Origins origins;       ///< where each value of `effective` came from

  /// The table of the sections above.
  [[nodiscard]] static base::Fields<Config> fields();
};

/// The field table of the whole file.
[[nodiscard]] const std::vector<Field>& host_schema();

/// Reads and validates. A scalar of a section may be overridden by a setting named after its path,
/// such as AF_STORE_FILE for store.file. Fails with Code::usage and every problem at once, each
/// with its position.
[[nodiscard]] base::Result<Config> load(const Source& source, const Settings& settings);

/// Reads a file into a Source; Code::usage if it cannot be read.
[[nodiscard]] base::Result<Source> read_source(const std::filesystem::path& file);

/// The configuration that is built into the program: configs/quickstart.yaml.
[[nodiscard]] Source embedded_source();

}  // namespace af::config
