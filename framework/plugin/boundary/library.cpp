#include "plugin/boundary/library.h"

#include <dlfcn.h>
#include <sys/auxv.h>
#include <affine/sdk/call.hpp>

#include "base/text.h"
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

}  // namespace

base::Result<Library> Library::load(const std::filesystem::path& file) {
  auto note = read_note(file);
  if (!note) return note.error();
  if (auto fits = check_note(*note, file); !fits) return fits.error();
  // A name without a slash would be looked up elsewhere.
  const auto path = std::filesystem::absolute(file);
  void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    return Error{Code::plugin, std::string("cannot be loaded: ") + ::dlerror(), AF_CAUSE_CONFIG};
  }
  const auto* entry = static_cast<const AfEntry*>(::dlsym(handle, AF_ENTRY_SYMBOL));
  Library library;
  library.id_ = id_of(*note);
  if (entry == nullptr) return broken(library.id_, "does not export " AF_ENTRY_SYMBOL);
  if (entry->size < sizeof(AfEntry) || entry->abi_major != AF_ABI_MAJOR ||
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
    if (library.environments_->count != 1) return broken(library.id_, "must hold one environment");
  } else {
    library.backends_ = static_cast<const AfBackendFactory*>(factory);
    if (library.backends_->count != 1) return broken(library.id_, "must hold one backend");
  }
  return library;
}

base::Result<EnvironmentDescriptor> Library::environment() const {
  if (environments_ == nullptr) return broken(id_, "is not an environment");
  const AfEnvironmentDescriptor& raw = *environments_->descriptors[0];
  EnvironmentDescriptor descriptor;
  descriptor.id = view(raw.id);
  descriptor.name = view(raw.name);
  descriptor.summary = view(raw.summary);
  descriptor.licence = view(raw.licence);
  descriptor.generator_version = raw.generator_version;
  descriptor.max_turns = raw.max_turns;
  for (std::uint64_t i = 0; i < raw.level_count; ++i) {
    descriptor.levels.push_back(
        {std::string(view(raw.levels[i].name)), std::string(view(raw.levels[i].summary))});
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
  BackendDescriptor descriptor;
  descriptor.id = view(raw.id);
  descriptor.name = view(raw.name);
  descriptor.summary = view(raw.summary);
  descriptor.licence = view(raw.licence);
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
          {"licence", descriptor.licence},
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
  descriptor.licence = json.at("licence");
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

base::Result<std::filesystem::path> find_plugin(const std::string& name, AfKind kind,
                                                const std::vector<std::filesystem::path>& folders) {
  std::error_code ignored;
  if (name.find('/') != std::string::npos) {
    if (std::filesystem::exists(name, ignored)) return std::filesystem::path(name);
    return Error{Code::not_found, name + ": no such file", AF_CAUSE_CONFIG};
  }
  const std::string below =
      std::string(kind == AF_KIND_ENVIRONMENT ? "environments/" : "backends/") + name + ".so";
  std::string searched;
  std::vector<std::string> known;
  for (const auto& folder : folders) {
    if (std::filesystem::exists(folder / below, ignored)) return folder / below;
    searched += "\n  " + (folder / below).string();
    const auto shelf = (folder / below).parent_path();
    for (const auto& entry : std::filesystem::directory_iterator(shelf, ignored)) {
      known.push_back(entry.path().stem().string());
    }
  }
  const std::string near = base::nearest(name, known);
  return Error{Code::not_found,
               "no plugin named '" + base::printable(name) + "'" +
                   (near.empty() ? "" : "; did you mean '" + near + "'?") +
                   "; searched:" + searched,
               AF_CAUSE_CONFIG};
}

std::filesystem::path own_program() {
  std::filesystem::path running = "/proc/self/exe";
  std::error_code error;
  if (std::filesystem::exists(running, error)) return running;
  const auto* name =
      reinterpret_cast<const char*>(::getauxval(AT_EXECFN));  // NOLINT(performance-no-int-to-ptr)
  return std::filesystem::absolute(name == nullptr ? "af" : name);
}

std::vector<std::filesystem::path> own_plugin_folders() {
  std::error_code error;
  const auto folder = std::filesystem::canonical(own_program(), error).parent_path();
  return {folder / "plugins", folder.parent_path() / "lib/affine/plugins"};
}

}  // namespace af::plugin
