// SPDX-License-Identifier: MIT
/// af config check, show, schema.
#include <set>

#include "cli/run.h"
#include "plugin/boundary/library.h"
#include "plugin/find.h"

namespace af::cli {
namespace {

using base::Json;

/// The values of the host's sections as paths, such as pipeline.concurrency.
void flatten(const Json& value, const std::string& path, std::map<std::string, Json>& out) {
  if (value.is_object() && !value.empty()) {
    for (const auto& [key, item] : value.items())
      flatten(item, path.empty() ? key : path + "." + key, out);
  } else if (value.is_array() && !value.empty() && value[0].is_object()) {
    for (std::size_t i = 0; i < value.size(); ++i)
      flatten(value[i], path + "[" + std::to_string(i) + "]", out);
  } else {
    out[path] = value;
  }
}

/// Adds the options of installed plugins: an entry that names the plugin has that plugin's options.
void add_plugin_options(Json& items, AfKind kind, const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const auto library = plugin::Library::load(entry.path());
    if (!library) continue;
    std::vector<config::Field> options;
    if (kind == AF_KIND_ENVIRONMENT) {
      if (auto descriptor = library->environment()) options = descriptor->options;
    } else if (auto descriptor = library->backend()) {
      options = descriptor->options;
    }
    items["allOf"].push_back(
        {{"if", {{"properties", {{"plugin", {{"const", entry.path().stem().string()}}}}}}},
         {"then", {{"properties", {{"options", config::json_schema(options)}}}}}});
  }
}

/// The settings that options of backends name as secrets. A plugin that cannot be loaded names
/// none; `af config check` says why it cannot.
std::set<std::string> named_secrets(const config::Config& config) {
  std::set<std::string> names;
  const auto folders = app::plugin_folders(config);
  for (const auto& backend : config.backends) {
    const auto file = plugin::find_plugin(backend.plugin, AF_KIND_BACKEND, folders);
    if (!file) continue;
    const auto library = plugin::Library::load(*file);
    if (!library) continue;
    const auto descriptor = library->backend();
    if (!descriptor) continue;
    for (const auto& option : descriptor->options) {
      const config::Node* given = backend.options.find(option.name);
      if (option.kind == config::Kind::secret && given != nullptr &&
          config::is_setting_name(given->scalar)) {
        names.insert(given->scalar);
      }
    }
  }
  return names;
}

base::Result<int> run_config_check(Invocation& invocation) {
  if (!invocation.arguments.empty()) invocation.options.emplace("config", invocation.arguments[0]);
  auto config = invocation.load_config();
  if (!config) return config.error();
  const auto settings = invocation.settings();
  if (!settings) return settings.error();
  boost::asio::io_context context;
  app::Runtime runtime(context, *config, invocation.log);
  const auto loaded = run_to_end(context, runtime.load_environments());
  if (!loaded) return loaded.error();
  const auto backends = runtime.load_backends(*settings);
  if (!backends) return backends.error();
  invocation.out->line(config->source.name + ": good (" +
                       std::to_string(config->environments.size()) + " environments, " +
                       std::to_string(config->backends.size()) + " backends, " +
                       std::to_string(config->miners.size()) + " miners)");
  return 0;
}

base::Result<int> run_config_show(Invocation& invocation) {
  const auto config = invocation.load_config();
  if (!config) return config.error();
  const auto settings = invocation.settings();
  if (!settings) return settings.error();
  std::map<std::string, Json> values;
  flatten(config->effective, "", values);
  Json document = Json::object();
  std::vector<std::vector<std::string>> rows = {{"key", "value", "from"}};
  for (const auto& [path, value] : values) {
    const auto origin = config->origins.find(path);
    const std::string from = origin == config->origins.end() ? config->source.name : origin->second;
    document[path] = {{"value", value}, {"origin", from}};
    rows.push_back({path, base::dump(value), from});
  }
  // Any setting of a file may be a secret: only that it is set is shown.
  std::set<std::string> names = named_secrets(*config);
  for (const auto& [name, setting] : settings->all()) {
    if (!name.starts_with("AF_")) names.insert(name);
  }
  Json secrets = Json::object();
  for (const auto& name : names) {
    const auto setting = settings->find(name);
    secrets[name] = setting ? "set (" + setting->origin + ")" : "not set";
    rows.push_back({name, setting ? "set" : "not set", setting ? setting->origin : "–"});
  }
  if (invocation.json) {
    invocation.out->json({{"values", std::move(document)}, {"secrets", std::move(secrets)}});
  } else {
    invocation.out->print(table(rows));
  }
  return 0;
}

base::Result<int> run_config_schema(Invocation& invocation) {
  const auto& fields = config::host_schema();
  if (invocation.has("markdown")) {
    invocation.out->print(
        "# Configuration\n\n"
        "Generated by `af config schema --markdown`; do not edit. Every scalar of a section\n"
        "can be set from outside: `store.file` by the setting `AF_STORE_FILE`, and so on.\n"
        "Plugin options are described by `af env show ID` and in the plugins' READMEs.\n\n" +
        config::reference_page(fields, ""));
    return 0;
  }
  Json schema = config::json_schema(fields);
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "Configuration of af";
  for (const auto& folder : plugin::own_plugin_folders()) {
    add_plugin_options(schema["properties"]["environments"]["items"], AF_KIND_ENVIRONMENT,
                       folder / "environments");
    add_plugin_options(schema["properties"]["backends"]["items"], AF_KIND_BACKEND,
                       folder / "backends");
  }
  invocation.out->line(schema.dump(2));
  return 0;
}

}  // namespace

Command config_check_command() {
  return {.name = "config check",
          .arguments = "[FILE]",
          .summary = "Validate a configuration; problems with file:line:column.",
          .details = "Loads the plugins that it names and checks their options too.",
          .examples = {"af config check affine.yaml"},
          .most = 1,
          .run = run_config_check};
}

Command config_show_command() {
  return {.name = "config show",
          .summary = "Effective values and where each comes from.",
          .details =
              "Also the secrets that a file or a configured backend names, and whether they "
              "are set.",
          .examples = {"af config show"},
          .run = run_config_show};
}

Command config_schema_command() {
  return {.name = "config schema",
          .summary = "JSON Schema for editors, or the reference page.",
          .options = {{"markdown", "", "The reference page instead (docs/configuration.md)."}},
          .examples = {"af config schema > affine.schema.json"},
          .run = run_config_schema};
}

}  // namespace af::cli
