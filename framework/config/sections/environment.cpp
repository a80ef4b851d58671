// SPDX-License-Identifier: MIT
#include "config/sections/environment.h"

#include "base/number.h"
#include "base/text.h"

namespace af::config {
namespace {

using base::Json;

constexpr auto level_number = base::parse_number<std::uint32_t>;

std::optional<std::string> check_levels(const Json& levels) {
  bool any = levels.empty();
  for (const auto& [name, weight] : levels.items()) {
    if (!level_number(name)) return "'" + shown(name) + "' is no level number";
    any = any || weight > 0;
  }
  if (!any) return "no level has a frequency above 0";
  return {};
}

void store_levels(EnvironmentConfig& environment, const Json& section) {
  for (const auto& [name, weight] : section.at("levels").items()) {
    if (weight > 0) environment.levels[*level_number(name)] = weight;
  }
}

}  // namespace

base::Fields<EnvironmentConfig> EnvironmentConfig::fields() {
  using Self = EnvironmentConfig;
  base::Fields<Self> fields;
  fields.add("id", &Self::id,
             {.help = "Unique name of this environment in results and seeds.",
              .required = true,
              .unique = true});
  fields.add(
      "plugin", &Self::plugin,
      {.help = "Plugin name on the plugin path, or a path to a shared object.", .required = true});
  fields.choice("isolation", &Self::in_process, {{"child", false}, {"in_process", true}},
                {.help = "child: the plugin runs in a locked-down process of its own; in_process: "
                         "trusted, a little faster."});
  fields.add(
      "tasks", &Self::tasks,
      {.help = "Tasks per window, the same for every miner.", .minimum = 1, .maximum = 100'000});
  fields.add({.name = "levels",
              .kind = base::FieldKind::numbers,
              .help = "Difficulty levels with their relative frequency; without it every level is "
                      "equally frequent.",
              .fallback = Json::object(),
              .minimum = 0,
              .maximum = 1e6,
              .check = check_levels},
             store_levels);
  fields.add("call_seconds", &Self::call_seconds,
             {.help = "Longest time that one call into the plugin may take.",
              .minimum = 1,
              .maximum = 3600});
  fields.add(
      "memory_mib", &Self::memory_mib,
      {.help = "Memory that the plugin's process may use.", .minimum = 32, .maximum = 65536});
  fields.add("crashes_allowed", &Self::crashes_allowed,
             {.help = "Crashes within ten minutes, not counting what one miner's replies cause, "
                      "after which it is put in quarantine.",
              .minimum = 1,
              .maximum = 1000});
  fields.opaque("options", "Options of the plugin: see `af env show`.");
  return fields;
}

}  // namespace af::config
