// SPDX-License-Identifier: MIT
#include "config/sections/plugins.h"

namespace af::config {

base::Fields<PluginsConfig> PluginsConfig::fields() {
  base::Fields<PluginsConfig> fields;
  fields.add("path", &PluginsConfig::path,
             {.help = "Folders that are searched before the program's own."});
  return fields;
}

}  // namespace af::config
