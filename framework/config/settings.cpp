// SPDX-License-Identifier: MIT
#include "config/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/text.h"

extern char** environ;

namespace af::config {
namespace {

using base::Code;
using base::Error;
using Lines = std::map<std::string, std::string>;

constexpr std::size_t max_settings_bytes = std::size_t{1} << 20;

/// One line NAME=value; `where` is for the message.
base::Status read_line(std::string_view text, const std::string& where, Lines& lines) {
  if (text.starts_with("export ")) text = base::trimmed(text.substr(7));
  const std::size_t equals = text.find('=');
  const std::string name(base::trimmed(text.substr(0, equals)));
  if (equals == std::string_view::npos || !is_setting_name(name)) {
    // The line may hold a secret, so it is not shown.
    return Error{Code::usage, where + ":1: expected a line NAME=value with NAME in capitals"};
  }
  std::string_view value = base::trimmed(text.substr(equals + 1));
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  lines[name] = quoted ? value.substr(1, value.size() - 2) : value;
  return base::Done{};
}

/// The lines of a settings file; none if there is no such file, or a folder or a pipe in its place.
base::Result<Lines> read_lines(const std::filesystem::path& file) {
  Lines lines;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return lines;
  const auto text = base::read_file(file, max_settings_bytes);
  if (!text) return text.error();
  int number = 0;
  for (const auto& line : base::split(*text, '\n')) {
    ++number;
    const std::string_view content = base::trimmed(line);
    if (content.empty() || content[0] == '#') continue;
    const auto read = read_line(content, file.string() + ":" + std::to_string(number), lines);
    if (!read) return read.error();
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
    auto lines = read_lines(path);
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
                                  "' is not the name of a setting: use capitals, digits and "
                                  "underscores"};
  }
  if (value.find_first_of("\n\r\"") != std::string::npos || value.find('\0') != std::string::npos) {
    return Error{Code::usage, "a value may not hold line breaks or double quotes"};
  }
  auto lines = read_lines(file);
  if (!lines) return lines.error();
  (*lines)[name] = value;
  return write_file(file, *lines);
}

base::Status remove_setting(const std::filesystem::path& file, const std::string& name) {
  auto lines = read_lines(file);
  if (!lines) return lines.error();
  if (lines->erase(name) == 0) {
    return Error{Code::not_found, name + " is not set in " + file.string()};
  }
  return write_file(file, *lines);
}

}  // namespace af::config
