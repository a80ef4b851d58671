// SPDX-License-Identifier: MIT
/// Section `backends`: where models answer.
#pragma once

#include <string>

#include "base/fields.h"
#include "config/yaml.h"

namespace af::config {

/// One backend. See sections/backend.cpp for the meaning of each key.
struct BackendConfig {
  std::string id;        ///< unique name that miners refer to
  std::string plugin;    ///< name on the plugin path, or a path with a slash
  std::string base_url;  ///< of the server, for codecs; empty: the plugin needs none
  Node options;          ///< checked against the plugin's table when the plugin is loaded

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<BackendConfig> fields();
};

/// The condition on a `base_url`: empty, or what base::check_server_url accepts.
[[nodiscard]] std::optional<std::string> check_base_url(const base::Json& url);

}  // namespace af::config
