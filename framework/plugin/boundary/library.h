// SPDX-License-Identifier: MIT
/// A plugin's shared object in this process.
#pragma once

#include <affine/abi/backend.h>
#include <affine/abi/entry.h>
#include <affine/abi/environment.h>
#include <affine/abi/note.h>

#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "plugin/types.h"

namespace af::plugin {

/// A loaded plugin. Copies refer to the same library, which stays mapped until the process ends.
class Library {
 public:
  /// Reads and checks the note; only then loads the file, which runs the plugin's code. Checks the
  /// entry again and calls `init`. An error with AF_CAUSE_CONFIG names a file that does not fit or
  /// cannot be loaded, one with AF_CAUSE_PLUGIN_CONTRACT a plugin that breaks the ABI.
  [[nodiscard]] static base::Result<Library> load(const std::filesystem::path& file);

  /// The factory; null for a plugin of the other kind.
  [[nodiscard]] const AfEnvironmentFactory* environments() const noexcept { return environments_; }
  /// Null for a plugin of another kind.
  [[nodiscard]] const AfBackendFactory* backends() const noexcept { return backends_; }
  /// The id in the note.
  [[nodiscard]] const std::string& id() const noexcept { return id_; }

  /// The environment's description of itself; fails when it breaks the contract.
  [[nodiscard]] base::Result<EnvironmentDescriptor> environment() const;
  /// The same of a backend.
  [[nodiscard]] base::Result<BackendDescriptor> backend() const;

 private:
  std::string id_;
  const AfEnvironmentFactory* environments_ = nullptr;
  const AfBackendFactory* backends_ = nullptr;
};

/// A descriptor as JSON, to cross to the host from a child process.
[[nodiscard]] base::Json to_json(const EnvironmentDescriptor& descriptor);
/// The inverse; throws base::Json::exception when a member is missing or of another type.
[[nodiscard]] EnvironmentDescriptor environment_from_json(const base::Json& json);

}  // namespace af::plugin
