// SPDX-License-Identifier: MIT
#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace af::base {
namespace {

Error cannot_read(const std::string& name, Code code, int error) {
  return {code, name + ": cannot be read: " + std::strerror(error)};
}

/// Reads to the end of the file. `name` is for messages.
Result<std::string> read_all(int fd, const std::string& name, std::size_t limit) {
  std::string text;
  std::array<char, 64 * 1024> piece{};
  for (;;) {
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(name, errno == EISDIR ? Code::usage : Code::io, errno);
    if (static_cast<std::size_t>(got) > limit - text.size()) {
      return Error{Code::usage,
                   name + ": is larger than the limit of " + std::to_string(limit) + " bytes"};
    }
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return cannot_read(file.string(), Code::usage, errno);
  auto text = read_all(fd, file.string(), limit);
  ::close(fd);
  return text;
}

Result<std::string> read_input(const std::string& name, std::size_t limit) {
  if (name == "-") return read_all(STDIN_FILENO, "standard input", limit);
  return read_file(name, limit);
}

}  // namespace af::base
