// SPDX-License-Identifier: MIT
/// A lock of one file against a second writer.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace af::store {

/// Held for the life of the object, and released by the kernel when the process ends. It lies in
/// `<file>.lock` beside the file itself, which links and other spellings of the path all lead to.
class FileLock {
 public:
  /// Creates the file (mode 0600) if there is none. Code::usage when another process or object
  /// holds the lock, or when the file has several names (hard links), among which SQLite's side
  /// files would get lost.
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
