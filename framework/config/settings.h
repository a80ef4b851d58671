// SPDX-License-Identifier: MIT
/// Settings: names with values such as CHUTES_API_KEY, most of them secret. Strongest first: the
/// process environment, `.env` in the working directory, `~/.affine/config.env` (mode 0600).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace af::config {

/// All settings of this process. A value: copy freely; read from any thread.
class Settings {
 public:
  /// One setting's value.
  struct Value {
    std::string text;    ///< the value itself, often secret
    std::string origin;  ///< such as "environment" or a file's path
  };

  /// Reads all sources. Fails with Code::usage when a file cannot be read or holds a line that is
  /// not NAME=value. Files that do not exist are left out.
  [[nodiscard]] static base::Result<Settings> load(const std::filesystem::path& working_directory,
                                                   const std::filesystem::path& home);

  /// The strongest value of a name; nothing if none is set or it is empty in the environment.
  [[nodiscard]] std::optional<Value> find(const std::string& name) const;
  /// All values from files, and of the environment those that begin with "AF_".
  [[nodiscard]] const std::map<std::string, Value>& all() const { return values_; }

 private:
  std::map<std::string, Value> values_;
};

/// ~/.affine/config.env below `home`.
[[nodiscard]] std::filesystem::path settings_file(const std::filesystem::path& home);

/// Whether a text is the name of a setting: capital letters, digits and underscores, a letter
/// first.
[[nodiscard]] bool is_setting_name(const std::string& name);

/// Sets one name in the settings file: writes a new file beside it, mode 0600, and renames it, so
/// that a crash leaves the old file whole. Creates the file and its folder. Code::usage if the name
/// is none or the value holds line breaks or double quotes; Code::io if the file cannot be written.
[[nodiscard]] base::Status write_setting(const std::filesystem::path& file, const std::string& name,
                                         const std::string& value);
/// Removes one name from the settings file in the same way; Code::not_found if it is not there.
[[nodiscard]] base::Status remove_setting(const std::filesystem::path& file,
                                          const std::string& name);

}  // namespace af::config
