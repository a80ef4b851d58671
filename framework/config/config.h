/// The validated configuration of a validator.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/check.h"
#include "config/schema.h"
#include "config/settings.h"
#include "config/yaml.h"
#include "sandbox/layers.h"

namespace af::config {

struct EnvironmentConfig {
  std::string id;      ///< unique name, used in results and task seeds
  std::string plugin;  ///< name on the plugin path, or a path with a slash
  bool in_process = false;
  std::int64_t tasks = 0;                  ///< per window, the same for every miner
  std::map<std::uint32_t, double> levels;  ///< level to relative frequency; empty: all alike
  std::int64_t call_seconds = 0, memory_mib = 0, crashes_allowed = 0;
  Node options;  ///< checked against the plugin's schema when the plugin is loaded
};

struct BackendConfig {
  std::string id, plugin;
  std::string base_url;  ///< for codecs
  Node options;
};

struct MinerConfig {
  std::int64_t uid = 0, block = 0;
  std::string hotkey, model, revision, backend;
  std::string base_url;  ///< the miner's own endpoint; empty: the backend's, shared with others
};

struct ChainConfig {
  std::string kind, file, clock;
  double block_seconds = 0;
};

struct PipelineConfig {
  std::int64_t window_blocks = 0, concurrency = 0, per_miner = 0, attempts = 0, max_tokens = 0;
  double rollout_seconds = 0, retry_seconds = 0, miner_seconds = 0, stop_seconds = 0;
  double temperature = 0, top_p = 0;
  std::string seed;  ///< 64 hexadecimal digits for repeatable runs; empty: fresh secrets
};

struct NetConfig {
  std::int64_t total = 0, per_host = 0, body_mib = 0;
  double connect_seconds = 0, first_byte_seconds = 0, silence_seconds = 0;
  std::string ca_file;
};

struct SandboxConfig {
  std::int64_t slots = 0;  ///< 0: from the number of CPUs
  sandbox::LayerSet accepted;
};

struct Config {
  Source source;
  std::vector<EnvironmentConfig> environments;
  std::vector<BackendConfig> backends;
  std::vector<MinerConfig> miners;
  ChainConfig chain;
  PipelineConfig pipeline;
  NetConfig net;
  SandboxConfig sandbox;
  std::string store_file;
  std::vector<std::filesystem::path> plugin_path;
  std::string rule;
  double alpha = 0;
  base::Json effective;  ///< everything but plugin options, with defaults
  Origins origins;
};

/// The schema of the whole file.
[[nodiscard]] const std::vector<Field>& host_schema();

/// Reads and validates. A scalar of a section may be overridden by a setting named after its path,
/// such as AF_STORE_FILE for store.file. Fails with every problem at once, each pointed at.
[[nodiscard]] base::Result<Config> load(const Source& source, const Settings& settings);

/// Reads a file into a Source; Code::usage if it cannot be read.
[[nodiscard]] base::Result<Source> read_source(const std::filesystem::path& file);

/// The configuration that is built into the program: configs/quickstart.yaml.
[[nodiscard]] Source embedded_source();

}  // namespace af::config
