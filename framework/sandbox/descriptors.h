// SPDX-License-Identifier: MIT
/// File descriptors that close themselves, pipes, and sealed files in memory.
#pragma once

#include <unistd.h>

#include <string_view>
#include <utility>

#include "base/result.h"

namespace af::sandbox {

/// Owns a descriptor, or none (-1).
class Descriptor {
 public:
  Descriptor() = default;
  /// Takes over a descriptor; -1: none.
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  /// The descriptor, still owned here; -1: none.
  [[nodiscard]] int get() const noexcept { return fd_; }
  /// Gives the ownership to the caller.
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  /// Whether there is one.
  [[nodiscard]] bool good() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// Both ends of a pipe.
struct Pipe {
  Descriptor read, write;
};

/// The error of a step that failed with `error`, an errno value.
[[nodiscard]] base::Error step_error(const std::string& step, int error);

/// A blocking pipe, closed on exec.
[[nodiscard]] base::Result<Pipe> make_pipe();

/// A file in memory with these bytes, which nobody can change any more; positioned at its start.
[[nodiscard]] base::Result<Descriptor> sealed_file(std::string_view bytes);

}  // namespace af::sandbox
