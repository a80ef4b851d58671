// SPDX-License-Identifier: MIT
#include "plugin/boundary/library.h"

#include <dlfcn.h>

#include <affine/sdk/call.hpp>
// Boost.DLL then needs no Boost.Filesystem.
#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>

#include "plugin/boundary/note.h"
#include "plugin/boundary/option_tree.h"
#include "plugin/boundary/services.h"

namespace af::plugin {
namespace {

using affine::str;
using affine::view;
using base::Code;
using base::Error;
using base::Json;

bool good_id(std::string_view id) {
  return !id.empty() && id.size() < 64 &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string_view::npos;
}

Error broken(const std::string& id, const std::string& why) {
  return {Code::plugin, id + ": " + why, AF_CAUSE_PLUGIN_CONTRACT};
}

/// Opens a library with immediate, local binding. It stays mapped when the handle is gone, until
/// the process ends: the plugin's tables and code are used without the handle.
base::Result<boost::dll::shared_library> open_for_good(const std::filesystem::path& file) {
  namespace mode = boost::dll::load_mode;
  // Boost has no name for this flag, and passes all flags on to dlopen.
  const auto never_unload = static_cast<mode::type>(RTLD_NODELETE);
  try {
    return boost::dll::shared_library(std::filesystem::absolute(file),
                                      mode::rtld_now | mode::rtld_local | never_unload);
  } catch (const boost::dll::fs::system_error& error) {
    return Error{Code::plugin, std::string("cannot be loaded: ") + error.what(), AF_CAUSE_CONFIG};
  }
}

}  // namespace

base::Result<Library> Library::load(const std::filesystem::path& file) {
  auto note = read_note(file);
  if (!note) return note.error();
  if (auto fits = check_note(*note, file); !fits) return fits.error();
  Library library;
  library.id_ = id_of(*note);
  auto opened = open_for_good(file);
  if (!opened) return opened.error();
  if (!opened->has(AF_ENTRY_SYMBOL)) {
    return broken(library.id_, "does not export " AF_ENTRY_SYMBOL);
  }
  const AfEntry* entry = &opened->get<const AfEntry>(AF_ENTRY_SYMBOL);
  if (!AF_HAS(entry, AfEntry, get_factory) || entry->abi_major != AF_ABI_MAJOR ||
      entry->abi_minor > AF_ABI_MINOR) {
    return broken(library.id_, "the entry does not match the note");
  }
  if (entry->init(&host_services()) != AF_OK) {
    return broken(library.id_, "refused to start (init failed)");
  }
  const char* wanted =
      note->kind == AF_KIND_ENVIRONMENT ? AF_ENVIRONMENT_FACTORY : AF_BACKEND_FACTORY;
  const void* factory = entry->get_factory(str(wanted));
  if (factory == nullptr || entry->get_factory(str("af.factory.nonsense/1")) != nullptr) {
    return broken(library.id_, std::string("does not answer for ") + wanted + " as it must");
  }
  if (note->kind == AF_KIND_ENVIRONMENT) {
    library.environments_ = static_cast<const AfEnvironmentFactory*>(factory);
    if (!AF_HAS(library.environments_, AfEnvironmentFactory, create) ||
        library.environments_->count != 1) {
      return broken(library.id_, "must hold one environment");
    }
  } else {
    library.backends_ = static_cast<const AfBackendFactory*>(factory);
    if (!AF_HAS(library.backends_, AfBackendFactory, get_profile) ||
        library.backends_->count != 1) {
      return broken(library.id_, "must hold one backend");
    }
  }
  return library;
}

base::Result<EnvironmentDescriptor> Library::environment() const {
  if (environments_ == nullptr) return broken(id_, "is not an environment");
  const AfEnvironmentDescriptor& raw = *environments_->descriptors[0];
  if (!AF_HAS(&raw, AfEnvironmentDescriptor, option_count)) {
    return broken(id_, "its descriptor is too short");
  }
  EnvironmentDescriptor descriptor;
  descriptor.id = view(raw.id);
  descriptor.name = view(raw.name);
  descriptor.summary = view(raw.summary);
  descriptor.license = view(raw.license);
  descriptor.generator_version = raw.generator_version;
  descriptor.max_turns = raw.max_turns;
  for (std::uint64_t i = 0; i < raw.level_count; ++i) {
    const AfLevel& level = *raw.levels[i];
    descriptor.levels.push_back({std::string(view(level.name)), std::string(view(level.summary))});
  }
  auto options = read_options(raw.options, raw.option_count);
  if (!options) return options.error();
  descriptor.options = std::move(*options);
  if (!good_id(descriptor.id) || descriptor.levels.empty() || descriptor.generator_version == 0 ||
      descriptor.max_turns == 0) {
    return broken(id_, "its descriptor breaks the contract (id, levels, versions or turns)");
  }
  return descriptor;
}

base::Result<BackendDescriptor> Library::backend() const {
  if (backends_ == nullptr) return broken(id_, "is not a backend");
  const AfBackendDescriptor& raw = *backends_->descriptors[0];
  if (!AF_HAS(&raw, AfBackendDescriptor, option_count)) {
    return broken(id_, "its descriptor is too short");
  }
  BackendDescriptor descriptor;
  descriptor.id = view(raw.id);
  descriptor.name = view(raw.name);
  descriptor.summary = view(raw.summary);
  descriptor.license = view(raw.license);
  descriptor.simulation = (raw.flags & AF_BACKEND_SIMULATION) != 0;
  descriptor.codec = backends_->get_profile(str(AF_BACKEND_CODEC)) != nullptr;
  auto options = read_options(raw.options, raw.option_count);
  if (!options) return options.error();
  descriptor.options = std::move(*options);
  if (!good_id(descriptor.id)) return broken(id_, "its id breaks the contract");
  return descriptor;
}

Json to_json(const EnvironmentDescriptor& descriptor) {
  Json levels = Json::array();
  for (const auto& level : descriptor.levels) {
    levels.push_back({{"name", level.name}, {"summary", level.summary}});
  }
  return {{"id", descriptor.id},
          {"name", descriptor.name},
          {"summary", descriptor.summary},
          {"license", descriptor.license},
          {"generator_version", descriptor.generator_version},
          {"max_turns", descriptor.max_turns},
          {"levels", std::move(levels)},
          {"options", to_json(descriptor.options)},
          {"solve", descriptor.has_solve},
          {"baselines", descriptor.has_baselines}};
}

EnvironmentDescriptor environment_from_json(const Json& json) {
  EnvironmentDescriptor descriptor;
  descriptor.id = json.at("id");
  descriptor.name = json.at("name");
  descriptor.summary = json.at("summary");
  descriptor.license = json.at("license");
  descriptor.generator_version = json.at("generator_version");
  descriptor.max_turns = json.at("max_turns");
  for (const auto& level : json.at("levels")) {
    descriptor.levels.push_back({level.at("name"), level.at("summary")});
  }
  descriptor.options = fields_from_json(json.at("options"));
  descriptor.has_solve = json.at("solve");
  descriptor.has_baselines = json.at("baselines");
  return descriptor;
}

}  // namespace af::plugin
