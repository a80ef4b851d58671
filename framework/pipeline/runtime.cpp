#include "pipeline/runtime.h"

#include <fstream>

#include "chain/local/ledger.h"
#include "chain/open.h"
#include "plugin/boundary/library.h"

namespace af::pipeline {

using base::Code;
using base::Error;

const LoadedEnvironment* Runtime::find(const std::string& environment) const {
  for (const auto& loaded : environments) {
    if (loaded.config.id == environment) return &loaded;
  }
  return nullptr;
}

std::optional<Route> Runtime::route_of(const std::string& hotkey) const {
  for (const auto& miner : config.miners) {
    if (miner.hotkey != hotkey) continue;
    const auto& backend = backends.at(miner.backend);
    const bool own = !miner.base_url.empty();
    return Route{backend, own ? miner.base_url : backend->base_url(), own};
  }
  return {};
}

void Runtime::stop() {
  for (const auto& environment : environments) environment.plugin->stop();
  if (sandbox) sandbox->stop();
}

std::vector<std::filesystem::path> plugin_folders(const config::Config& config) {
  auto folders = config.plugin_path;
  for (auto& folder : plugin::own_plugin_folders()) folders.push_back(std::move(folder));
  return folders;
}

std::shared_ptr<sandbox::Sandbox> make_sandbox(boost::asio::io_context& context,
                                               const config::SandboxConfig& config, base::Log log) {
  return std::make_shared<sandbox::Sandbox>(
      context,
      sandbox::Options{plugin::own_program(), config.accepted, static_cast<unsigned>(config.slots)},
      std::move(log));
}

base::Awaitable<base::Result<bool>> load_environments(boost::asio::io_context& context,
                                                      Runtime& runtime) {
  runtime.sandbox = make_sandbox(context, runtime.config.sandbox, runtime.log);
  plugin::Loading loading{context, plugin_folders(runtime.config), plugin::own_program(),
                          runtime.sandbox, runtime.log};
  for (const auto& config : runtime.config.environments) {
    auto loaded = co_await plugin::load_environment(loading, config, runtime.config.source);
    if (!loaded) co_return loaded.error();
    runtime.environments.push_back({config, std::move(*loaded)});
  }
  co_return true;
}

namespace {

/// Without authorities no server can be believed, which would look like the servers' fault.
base::Status check_authorities(const Runtime& runtime) {
  bool secure = false;
  for (const auto& miner : runtime.config.miners) {
    const auto route = runtime.route_of(miner.hotkey);
    secure = secure || (route && route->base_url.starts_with("https"));
  }
  const std::string file = net::find_ca_file(runtime.config.net.ca_file);
  if (!secure || std::ifstream(file).good()) return base::Done{};
  return Error{
      Code::usage,
      file + ": the certificate authorities cannot be read: install ca-certificates, or name " +
          "another file as net.ca_file"};
}

}  // namespace

base::Status load_backends(Runtime& runtime, const config::Settings& settings) {
  const auto folders = plugin_folders(runtime.config);
  for (const auto& config : runtime.config.backends) {
    auto backend =
        plugin::Backend::load(config, runtime.config.source, settings, folders, runtime.log);
    if (!backend) return backend.error();
    runtime.backends.emplace(config.id, std::move(*backend));
  }
  for (const auto& miner : runtime.config.miners) {
    const auto& backend = *runtime.backends.at(miner.backend);
    if (backend.descriptor().codec && miner.base_url.empty() && backend.base_url().empty()) {
      return Error{Code::usage, "miner " + miner.hotkey + ": neither it nor its backend '" +
                                    miner.backend + "' has a base_url"};
    }
  }
  if (auto status = check_authorities(runtime); !status) return status;
  runtime.engine = std::make_unique<net::Engine>(net_limits(runtime.config.net));
  return base::Done{};
}

base::Status seed_chain(const Runtime& runtime) {
  if (runtime.config.chain.kind != "local") return base::Done{};
  std::vector<chain::local::Miner> miners;
  for (const auto& miner : runtime.config.miners)
    miners.push_back({miner.uid, {miner.hotkey, miner.model, miner.revision, miner.block}});
  return chain::local::seed(runtime.config.chain.file, miners, *runtime.clock);
}

base::Status open_chain(Runtime& runtime) {
  const auto& config = runtime.config.chain;
  auto opened = chain::open_chain(
      {config.kind, config.file, config.clock == "steps",
       std::chrono::milliseconds(static_cast<std::int64_t>(config.block_seconds * 1000))},
      runtime.clock);
  if (!opened) return opened.error();
  runtime.chain = std::move(*opened);
  for (const auto& [id, backend] : runtime.backends) {
    if (runtime.chain->is_real() && backend->descriptor().simulation) {
      return Error{Code::usage,
                   "backend " + id + " invents replies and may not be used on a real chain"};
    }
  }
  if (runtime.chain->is_real() && !runtime.config.pipeline.seed.empty()) {
    return Error{Code::usage,
                 "pipeline.seed makes tasks foreseeable and may not be used on a real chain"};
  }
  return base::Done{};
}

net::Limits net_limits(const config::NetConfig& config) {
  const auto milliseconds = [](double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  };
  net::Limits limits;
  limits.total = static_cast<std::size_t>(config.total);
  limits.per_host = static_cast<std::size_t>(config.per_host);
  limits.body_bytes = static_cast<std::size_t>(config.body_mib) << 20;
  limits.connect = milliseconds(config.connect_seconds);
  limits.first_byte = milliseconds(config.first_byte_seconds);
  limits.silence = milliseconds(config.silence_seconds);
  limits.ca_file = config.ca_file;
  return limits;
}

}  // namespace af::pipeline
