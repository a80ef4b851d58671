#include "config/config.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"

namespace af::config {
namespace {

using base::Json;

/// "store.file" -> "AF_STORE_FILE".
std::string override_name(const std::string& section, const std::string& key) {
  std::string name = "AF_" + section + "_" + key;
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

/// Puts settings such as AF_STORE_FILE over the values of the file.
void apply_overrides(Checked& checked, const Settings& settings) {
  for (const auto& section : host_schema()) {
    if (section.kind != Kind::record) continue;
    for (const auto& field : section.fields) {
      const std::string name = override_name(section.name, field.name);
      const auto setting = settings.find(name);
      if (!setting) continue;
      const Checked one = check_scalar(setting->text, field);
      for (const auto& problem : one.problems) {
        checked.problems.push_back({{}, name + " (" + setting->origin + "): " + problem.message});
      }
      checked.value[section.name][field.name] = one.value;
      checked.origins[section.name + "." + field.name] = name + " (" + setting->origin + ")";
    }
  }
}

class Reader {
 public:
  Reader(const Node& root, std::vector<Problem>& problems) : root_(root), problems_(problems) {}

  void environments(const Json& value, Config& config) {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Json& item = value[i];
      EnvironmentConfig environment;
      environment.id = item["id"];
      environment.plugin = item["plugin"];
      environment.in_process = item["isolation"] == "in_process";
      environment.tasks = item["tasks"];
      environment.call_seconds = item["call_seconds"];
      environment.memory_mib = item["memory_mib"];
      environment.crashes_allowed = item["crashes_allowed"];
      environment.options = options("environments", i);
      for (const auto& [name, weight] : item["levels"].items()) {
        std::uint32_t level = 0;
        const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), level);
        if (error != std::errc{} || rest != name.data() + name.size()) {
          problem("environments", i, "levels",
                  "'" + base::printable(name) + "' is no level number");
        } else if (weight > 0) {
          environment.levels[level] = weight;
        }
      }
      if (!item["levels"].empty() && environment.levels.empty()) {
        problem("environments", i, "levels", "no level has a frequency above 0");
      }
      unique(ids, environment.id, "environments", i, "id");
      config.environments.push_back(std::move(environment));
    }
    if (value.empty()) at_root("environments", "no environment is configured");
  }

  void backends(const Json& value, Config& config) {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Json& item = value[i];
      unique(ids, item["id"], "backends", i, "id");
      config.backends.push_back(
          {item["id"], item["plugin"], item["base_url"], options("backends", i)});
      url(item["base_url"], "backends", i);
    }
    if (value.empty()) at_root("backends", "no backend is configured");
  }

  void miners(const Json& value, Config& config) {
    std::set<std::string> uids, hotkeys;
    std::vector<std::string> known;
    for (const auto& backend : config.backends) known.push_back(backend.id);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Json& item = value[i];
      unique(uids, item["uid"].dump(), "miners", i, "uid");
      unique(hotkeys, item["hotkey"], "miners", i, "hotkey");
      const std::string backend = item["backend"];
      if (std::find(known.begin(), known.end(), backend) == known.end()) {
        const std::string near = base::nearest(backend, known);
        problem("miners", i, "backend",
                "no backend has the id '" + base::printable(backend) + "'" +
                    (near.empty() ? "" : "; did you mean '" + near + "'?"));
      }
      url(item["base_url"], "miners", i);
      config.miners.push_back({item["uid"], item["block"], item["hotkey"], item["model"],
                               item["revision"], backend, item["base_url"]});
    }
  }

  void sandbox(const Json& value, Config& config) {
    config.sandbox.slots = value["slots"];
    for (const std::string name : value["accept_missing"]) {
      if (const auto layer = sandbox::layer_named(name)) {
        config.sandbox.accepted.add(*layer);
        continue;
      }
      std::vector<std::string> known;
      known.reserve(std::size(sandbox::all_layers));
      for (const auto layer : sandbox::all_layers) known.emplace_back(sandbox::name_of(layer));
      const std::string near = base::nearest(name, known);
      in_section("sandbox", "accept_missing",
                 "the sandbox has no layer '" + base::printable(name) + "'" +
                     (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
  }

  void seed(const std::string& text) {
    if (!text.empty() && !base::seed_from_hex(text)) {
      in_section("pipeline", "seed", "expected 64 hexadecimal digits");
    }
  }

 private:
  const Node* item(const char* section, std::size_t i) const {
    const Node* list = root_.find(section);
    return list != nullptr && i < list->items.size() ? &list->items[i] : nullptr;
  }
  Node options(const char* section, std::size_t i) const {
    const Node* node = item(section, i);
    const Node* options = node == nullptr ? nullptr : node->find("options");
    if (options != nullptr) return *options;
    Node empty;
    empty.mark = node == nullptr ? Mark{} : node->mark;
    return empty;
  }
  void problem(const char* section, std::size_t i, const char* key, const std::string& text) {
    const Node* node = item(section, i);
    const Node* value = node == nullptr ? nullptr : node->find(key);
    problems_.push_back(
        {value == nullptr ? Mark{} : value->mark,
         std::string(section) + "[" + std::to_string(i) + "]." + key + ": " + text});
  }
  void in_section(const std::string& section, const char* key, const std::string& text) {
    const Node* parent = root_.find(section);
    const Node* node = parent == nullptr ? nullptr : parent->find(key);
    problems_.push_back({node == nullptr ? Mark{} : node->mark, section + "." + key + ": " + text});
  }
  void at_root(const char* section, const std::string& text) {
    const Node* node = root_.find(section);
    problems_.push_back({node == nullptr ? Mark{} : node->mark, text});
  }
  void unique(std::set<std::string>& seen, const std::string& value, const char* section,
              std::size_t i, const char* key) {
    if (!seen.insert(value).second) {
      problem(section, i, key, "'" + base::printable(value) + "' is used twice");
    }
  }
  void url(const std::string& text, const char* section, std::size_t i) {
    if (text.empty() || text.starts_with("http://") || text.starts_with("https://")) return;
    problem(section, i, "base_url", "expected a URL that begins with http:// or https://");
  }

  const Node& root_;
  std::vector<Problem>& problems_;
};

void read_sections(const Json& value, Config& config) {
  const Json& chain = value["chain"];
  config.chain = {chain["kind"], chain["file"], chain["clock"], chain["block_seconds"]};
  const Json& p = value["pipeline"];
  config.pipeline = {p["window_blocks"], p["concurrency"],   p["per_miner"],
                     p["attempts"],      p["max_tokens"],    p["rollout_seconds"],
                     p["retry_seconds"], p["miner_seconds"], p["stop_seconds"],
                     p["temperature"],   p["top_p"],         p["seed"]};
  const Json& net = value["net"];
  config.net = {net["total"],           net["per_host"],           net["body_mib"],
                net["connect_seconds"], net["first_byte_seconds"], net["silence_seconds"],
                net["ca_file"]};
  config.store_file = value["store"]["file"];
  config.rule = value["scoring"]["rule"];
  config.alpha = value["scoring"]["alpha"];
  for (const auto& folder : value["plugins"]["path"]) {
    config.plugin_path.emplace_back(folder.get<std::string>());
  }
}

}  // namespace

base::Result<Config> load(const Source& source, const Settings& settings) {
  auto root = parse_yaml(source);
  if (!root) return root.error();
  Checked checked = check(*root, host_schema(), source.name);
  apply_overrides(checked, settings);
  if (!checked.problems.empty()) return to_error(source, checked.problems);
  Config config;
  config.source = source;
  Reader reader(*root, checked.problems);
  reader.environments(checked.value["environments"], config);
  reader.backends(checked.value["backends"], config);
  reader.miners(checked.value["miners"], config);
  reader.sandbox(checked.value["sandbox"], config);
  reader.seed(checked.value["pipeline"]["seed"]);
  if (!checked.problems.empty()) return to_error(source, checked.problems);
  read_sections(checked.value, config);
  config.effective = std::move(checked.value);
  config.origins = std::move(checked.origins);
  return config;
}

base::Result<Source> read_source(const std::filesystem::path& file) {
  const auto fail = [&] {
    return base::Error{base::Code::usage, file.string() +
                                              ": cannot be read: " + std::strerror(errno) +
                                              "; `af init` writes a starter configuration"};
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    errno = EISDIR;
    return fail();
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return fail();
  std::ostringstream text;
  text << stream.rdbuf();
  if (stream.bad()) return fail();
  return Source{file.string(), text.str()};
}

}  // namespace af::config
