// SPDX-License-Identifier: MIT
#include <utility>

#include "config/check.h"
#include "plugin/boundary/library.h"
#include "plugin/boundary/note.h"
#include "plugin/child/environment.h"
#include "plugin/find.h"
#include "plugin/in_process_environment.h"

namespace af::plugin {
namespace {

using base::Awaitable;
using base::Result;

/// The options with defaults, or one error with everything that is wrong in them.
Result<base::Json> check_options(const EnvironmentDescriptor& descriptor,
                                 const config::EnvironmentConfig& config,
                                 const config::Source& source) {
  auto checked = config::check(config.options, descriptor.options, source.name,
                               "environment " + config.id + " options");
  for (const auto& [level, weight] : config.levels) {
    if (level >= descriptor.levels.size()) {
      checked.problems.push_back(
          {config.options.mark, "environment " + config.id + ": level " + std::to_string(level) +
                                    " does not exist; the plugin has levels 0 to " +
                                    std::to_string(descriptor.levels.size() - 1)});
    }
  }
  if (!checked.problems.empty()) return config::to_error(source, checked.problems);
  return checked.value;
}

Result<std::shared_ptr<Environment>> load_in_process(const std::filesystem::path& file,
                                                     const config::EnvironmentConfig& config,
                                                     const config::Source& source,
                                                     const Loading& loading) {
  auto library = Library::load(file);
  if (!library) return library.error();
  auto descriptor = library->environment();
  if (!descriptor) return descriptor.error();
  auto options = check_options(*descriptor, config, source);
  if (!options) return options.error();
  auto local = LocalEnvironment::create(*library, *options, loading.log);
  if (!local) return local.error();
  return make_in_process_environment(std::move(*local), loading.sandbox, base::dump(*options),
                                     std::chrono::seconds(config.call_seconds));
}

ChildOptions child_options(const std::filesystem::path& file,
                           const config::EnvironmentConfig& config, const Loading& loading) {
  ChildOptions child;
  child.id = config.id;
  child.plugin = std::filesystem::absolute(file);
  child.program = loading.program;
  child.call_time = std::chrono::seconds(config.call_seconds);
  child.memory_mib = static_cast<std::uint64_t>(config.memory_mib);
  child.crashes_allowed = config.crashes_allowed;
  return child;
}

}  // namespace

Awaitable<Result<std::shared_ptr<Environment>>> load_environment(
    const Loading& loading, const config::EnvironmentConfig& config, const config::Source& source) {
  const auto file = find_plugin(config.plugin, AF_KIND_ENVIRONMENT, loading.folders);
  if (!file) co_return file.error();
  if (config.in_process) co_return load_in_process(*file, config, source, loading);
  // The host checks the note itself, so that both ways of hosting give the same message.
  const auto note = read_note(*file);
  if (!note) co_return note.error();
  if (const auto fits = check_note(*note, *file); !fits) co_return fits.error();

  auto host = std::make_shared<ChildHost>(loading.context, child_options(*file, config, loading),
                                          loading.clock, loading.log);
  const auto described = co_await host->load();
  auto descriptor = read_descriptor(described);
  if (!descriptor) co_return descriptor.error();
  const auto options = check_options(*descriptor, config, source);
  if (!options) co_return options.error();
  host->configure(base::dump(*options));
  const auto configured = co_await host->load();
  descriptor = read_descriptor(configured);
  if (!descriptor) co_return descriptor.error();
  co_return make_child_environment(std::move(host), loading.sandbox, std::move(*descriptor),
                                   base::dump(*options), std::chrono::seconds(config.call_seconds));
}

}  // namespace af::plugin
