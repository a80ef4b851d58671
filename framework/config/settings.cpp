#include "config/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/text.h"

extern char** environ;

namespace af::config {
namespace {

using base::Code;
using base::Error;
using Lines = std::map<std::string, std::string>;

base::Result<Lines> read_file(const std::filesystem::path& path) {
  Lines lines;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return lines;
  std::ifstream stream(path);
  if (!stream) {
    return Error{Code::usage, path.string() + ": cannot be read: " + std::strerror(errno)};
  }
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    std::string_view text = base::trimmed(line);
    if (text.empty() || text[0] == '#') continue;
    if (text.starts_with("export ")) text = base::trimmed(text.substr(7));
    const std::size_t equals = text.find('=');
    const std::string name(base::trimmed(text.substr(0, equals)));
    if (equals == std::string_view::npos || !is_setting_name(name)) {
      // The line may hold a secret, so it is not shown.
      return Error{Code::usage, path.string() + ":" + std::to_string(number) +
                                    ":1: expected a line NAME=value with NAME in capitals"};
    }
    std::string_view value = base::trimmed(text.substr(equals + 1));
    const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                        value.back() == value.front();
    if (quoted) value = value.substr(1, value.size() - 2);
    lines[name] = value;
  }
  return lines;
}

base::Status write_file(const std::filesystem::path& file, const Lines& lines) {
  const auto fail = [&](const std::string& what) {
    return Error{Code::io, what + ": " + std::strerror(errno)};
  };
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) return Error{Code::io, file.parent_path().string() + ": " + error.message()};
  ::chmod(file.parent_path().c_str(), 0700);
  std::string text = "# Written by `af set`. Secrets: keep this file at mode 0600.\n";
  for (const auto& [name, value] : lines) text += name + "=\"" + value + "\"\n";
  const std::string temporary = file.string() + ".new." + std::to_string(::getpid());
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return fail(temporary);
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(fd) == 0;
  ::close(fd);
  if (!written || ::rename(temporary.c_str(), file.c_str()) != 0) {
    auto failure = fail(file.string());
    ::unlink(temporary.c_str());
    return failure;
  }
  return base::Done{};
}

}  // namespace

base::Result<Settings> Settings::load(const std::filesystem::path& working_directory,
                                      const std::filesystem::path& home) {
  Settings settings;
  for (const auto& path : {settings_file(home), working_directory / ".env"}) {
    auto lines = read_file(path);
    if (!lines) return lines.error();
    for (auto& [name, value] : *lines) settings.values_[name] = {value, path.string()};
  }
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string name(text.substr(0, text.find('=')));
    if (name.size() == text.size() || text.size() == name.size() + 1) continue;
    // Others are looked up by name, so that the whole environment is not copied about.
    if (settings.values_.contains(name) || name.starts_with("AF_")) {
      settings.values_[name] = {std::string(text.substr(name.size() + 1)), "environment"};
    }
  }
  return settings;
}

std::optional<Settings::Value> Settings::find(const std::string& name) const {
  if (const auto found = values_.find(name); found != values_.end()) return found->second;
  if (const char* value = ::getenv(name.c_str()); value != nullptr && *value != '\0') {
    return Value{value, "environment"};
  }
  return {};
}

std::filesystem::path settings_file(const std::filesystem::path& home) {
  return home / ".affine" / "config.env";
}

bool is_setting_name(const std::string& name) {
  if (name.empty() || name[0] < 'A' || name[0] > 'Z') return false;
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
}

base::Status write_setting(const std::filesystem::path& file, const std::string& name,
                           const std::string& value) {
  if (!is_setting_name(name)) {
    return Error{Code::usage, "'" + base::printable(name) +
                                  "' is no setting name: use capitals, digits and underscores"};
  }
  if (value.find_first_of("\n\r\"") != std::string::npos || value.find('\0') != std::string::npos) {
    return Error{Code::usage, "a value may not hold line breaks or double quotes"};
  }
  auto lines = read_file(file);
  if (!lines) return lines.error();
  (*lines)[name] = value;
  return write_file(file, *lines);
}

base::Status remove_setting(const std::filesystem::path& file, const std::string& name) {
  auto lines = read_file(file);
  if (!lines) return lines.error();
  if (lines->erase(name) == 0) {
    return Error{Code::not_found, name + " is not set in " + file.string()};
  }
  return write_file(file, *lines);
}

}  // namespace af::config
