// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <algorithm>
#include <cctype>

#include "base/file.h"
#include "base/text.h"

namespace af::config {
namespace {

using base::Json;

/// Every field that a section may have, those of all cases included.
std::vector<const Field*> all_fields(const Field& section) {
  std::vector<const Field*> all;
  for (const auto& field : section.fields) {
    all.push_back(&field);
    for (const auto& [choice, further] : field.cases) {
      for (const auto& one : further) all.push_back(&one);
    }
  }
  return all;
}

/// "store.file" -> "AF_STORE_FILE".
std::string override_name(const std::string& path) {
  std::string name = "AF_" + path;
  for (char& c : name) {
    c = c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

/// The settings that replace values of the file's sections.
Overrides find_overrides(const Settings& settings) {
  Overrides overrides;
  for (const auto& section : host_schema()) {
    if (section.kind != Kind::record) continue;
    for (const auto* field : all_fields(section)) {
      const std::string path = section.name + "." + field->name, name = override_name(path);
      if (const auto setting = settings.find(name)) {
        overrides[path] = {setting->text, name + " (" + setting->origin + ")"};
      }
    }
  }
  return overrides;
}

/// The condition on a list of sections that must not be empty.
base::FieldCheck at_least_one(const std::string& what) {
  return [what](const Json& list) -> std::optional<std::string> {
    if (list.empty()) return "no " + what + " is configured";
    return {};
  };
}

/// Gives each item of a list of sections its `options`, as they stand in the file.
template <class Item>
void attach_options(std::vector<Item>& items, const Node* list) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Node& node = list->items[i];
    const Node* options = node.find("options");
    if (options != nullptr) {
      items[i].options = *options;
    } else {
      items[i].options.mark = node.mark;
    }
  }
}

/// Miners must name backends that exist.
void check_backends(const Config& config, const Node& root, std::vector<Problem>& problems) {
  std::vector<std::string> known;
  for (const auto& backend : config.backends) known.push_back(backend.id);
  for (std::size_t i = 0; i < config.miners.size(); ++i) {
    const std::string& backend = config.miners[i].backend;
    if (std::find(known.begin(), known.end(), backend) != known.end()) continue;
    const std::string near = base::nearest(backend, known);
    problems.push_back({root.find("miners")->items[i].find("backend")->mark,
                        "miners[" + std::to_string(i) + "].backend: no backend has the id '" +
                            shown(backend) + "'" +
                            (near.empty() ? "" : "; did you mean '" + near + "'?")});
  }
}

}  // namespace

base::Fields<Config> Config::fields() {
  base::Fields<Config> fields;
  fields.add("environments", &Config::environments,
             {.help = "The environments that models must do well in.",
              .required = true,
              .check = at_least_one("environment")});
  fields.add("backends", &Config::backends,
             {.help = "Where models answer.", .required = true, .check = at_least_one("backend")});
  fields.add("miners", &Config::miners, {.help = "The miners, until a chain names them."});
  fields.add("chain", &Config::chain, {.help = "The chain that weights are written to."});
  fields.add("store", &Config::store, {.help = "The system of record."});
  fields.add("pipeline", &Config::pipeline, {.help = "Windows, limits and sampling."});
  fields.add("scoring", &Config::scoring, {.help = "How results become weights."});
  fields.add("net", &Config::net, {.help = "The HTTP engine."});
  fields.add("sandbox", &Config::sandbox, {.help = "Where programs that models write are run."});
  fields.add("plugins", &Config::plugins, {.help = "Where plugins are found."});
  return fields;
}

const std::vector<Field>& host_schema() {
  static const base::Fields<Config> fields = Config::fields();
  return fields.table();
}

base::Result<Config> load(const Source& source, const Settings& settings) {
  const auto root = parse_yaml(source);
  if (!root) return root.error();
  Checked checked = check(*root, host_schema(), source.name, {}, find_overrides(settings));
  if (!checked.problems.empty()) return to_error(source, checked.problems);
  Config config = Config::fields().read(checked.value);
  check_backends(config, *root, checked.problems);
  if (!checked.problems.empty()) return to_error(source, checked.problems);
  attach_options(config.environments, root->find("environments"));
  attach_options(config.backends, root->find("backends"));
  config.source = source;
  config.effective = std::move(checked.value);
  config.origins = std::move(checked.origins);
  return config;
}

base::Result<Source> read_source(const std::filesystem::path& file) {
  auto text = base::read_file(file, max_source_bytes);
  if (!text) {
    return base::Error{base::Code::usage,
                       text.error().message + "; `af init` writes a starter configuration"};
  }
  return Source{file.string(), *std::move(text)};
}

}  // namespace af::config
