// SPDX-License-Identifier: MIT
#include "config/sections/backend.h"

#include "base/url.h"

namespace af::config {

std::optional<std::string> check_base_url(const base::Json& url) {
  const std::string text = url;
  if (text.empty()) return {};
  return base::check_server_url(text);
}

base::Fields<BackendConfig> BackendConfig::fields() {
  using Self = BackendConfig;
  base::Fields<Self> fields;
  fields.add("id", &Self::id,
             {.help = "Unique name that miners refer to.", .required = true, .unique = true});
  fields.add(
      "plugin", &Self::plugin,
      {.help = "Plugin name on the plugin path, or a path to a shared object.", .required = true});
  fields.add("base_url", &Self::base_url,
             {.help = "Where the server is, such as http://127.0.0.1:8000/v1.",
              .may_hold_secret = true,
              .check = check_base_url});
  fields.opaque("options", "Options of the plugin: see `af plugin list`.");
  return fields;
}

}  // namespace af::config
