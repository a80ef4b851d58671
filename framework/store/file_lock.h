// SPDX-License-Identifier: MIT
/// A lock of one file against a second writer.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace af::store {

/// Held for the life of the object, and released by the kernel when the process ends. It belongs to
/// the file itself (flock), whatever path, link or mount leads there, also when it is moved. SQLite
/// locks by other means (fcntl), but loses its locks when the process closes any descriptor of the
/// file: the lock must outlive every connection.
class FileLock {
 public:
  /// Creates the file (mode 0600) if there is none. Code::usage when another process or object
  /// holds the lock, when it is no regular file, or when it has several names (hard links), among
  /// which SQLite's side files would get lost.
  [[nodiscard]] static base::Result<FileLock> take(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

  /// The one path, without links.
  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

 private:
  FileLock(std::filesystem::path file, int descriptor)
      : file_(std::move(file)), descriptor_(descriptor) {}
  std::filesystem::path file_;
  int descriptor_;
};

}  // namespace af::store
