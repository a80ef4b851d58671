/// Settings: names with values such as CHUTES_API_KEY, most of them secret. Strongest first: the
/// process environment, `.env` in the working directory, `~/.affine/config.env` (mode 0600).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"

namespace af::config {

class Settings {
 public:
  struct Value {
    std::string text;
    std::string origin;  ///< such as "environment" or a file's path
  };

  /// Reads all sources. Fails when a file cannot be read or holds a line that is not NAME=value.
  [[nodiscard]] static base::Result<Settings> load(const std::filesystem::path& working_directory,
                                                   const std::filesystem::path& home);

  [[nodiscard]] std::optional<Value> find(const std::string& name) const;
  /// All values from files, and of the environment those that begin with "AF_".
  [[nodiscard]] const std::map<std::string, Value>& all() const { return values_; }

 private:
  std::map<std::string, Value> values_;
};

/// ~/.affine/config.env below `home`.
[[nodiscard]] std::filesystem::path settings_file(const std::filesystem::path& home);

/// Whether a name is one: capital letters, digits and underscores.
[[nodiscard]] bool is_setting_name(const std::string& name);

/// Writes or removes one line of the settings file: a new file beside it, then a rename, mode 0600,
/// so that a crash leaves the old file whole. Removing a name that is not there is Code::not_found.
[[nodiscard]] base::Status write_setting(const std::filesystem::path& file, const std::string& name,
                                         const std::string& value);
[[nodiscard]] base::Status remove_setting(const std::filesystem::path& file,
                                          const std::string& name);

}  // namespace af::config
