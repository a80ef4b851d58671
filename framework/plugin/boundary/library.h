/// A plugin's shared object in this process. Loading runs the plugin's code: only after its note
/// fits.
#pragma once

#include <affine/abi/backend.h>
#include <affine/abi/entry.h>
#include <affine/abi/environment.h>
#include <affine/abi/note.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "plugin/types.h"

namespace af::plugin {

class Library {
 public:
  /// Reads and checks the note, loads with immediate, local binding, checks the entry again and
  /// calls `init`. The library stays mapped until the process ends.
  [[nodiscard]] static base::Result<Library> load(const std::filesystem::path& file);

  /// Null for a plugin of the other kind.
  [[nodiscard]] const AfEnvironmentFactory* environments() const noexcept { return environments_; }
  [[nodiscard]] const AfBackendFactory* backends() const noexcept { return backends_; }
  [[nodiscard]] const std::string& id() const noexcept { return id_; }

  /// Descriptors; fail when they break the contract.
  [[nodiscard]] base::Result<EnvironmentDescriptor> environment() const;
  [[nodiscard]] base::Result<BackendDescriptor> backend() const;

 private:
  std::string id_;
  const AfEnvironmentFactory* environments_ = nullptr;
  const AfBackendFactory* backends_ = nullptr;
};

/// To cross to the host from a child process.
[[nodiscard]] base::Json to_json(const EnvironmentDescriptor& descriptor);
[[nodiscard]] EnvironmentDescriptor environment_from_json(const base::Json& json);

/// Finds "sat" as environments/sat.so or backends/sat.so (by `kind`) in `folders`, in order; a name
/// with a slash is a path itself. Code::not_found names the folders that were searched.
[[nodiscard]] base::Result<std::filesystem::path> find_plugin(
    const std::string& name, AfKind kind, const std::vector<std::filesystem::path>& folders);

/// Runs the running program again, also when its file has been replaced, and where /proc is not
/// mounted.
[[nodiscard]] std::filesystem::path own_program();

/// Where the program's own plugins are: ../lib/affine/plugins beside an installed `af`, plugins/ in
/// a build tree.
[[nodiscard]] std::vector<std::filesystem::path> own_plugin_folders();

}  // namespace af::plugin
