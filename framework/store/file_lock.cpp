// SPDX-License-Identifier: MIT
#include "store/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

namespace af::store {

using base::Code;
using base::Error;

base::Result<FileLock> FileLock::take(const std::filesystem::path& file) {
  // It holds the secrets of open windows, and SQLite gives its side files the mode of the file
  // itself. The descriptor must not be of a file that SQLite has open: closing it would release
  // SQLite's own locks.
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) {
    const int created = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (created >= 0) ::close(created);
  }
  const auto canonical = std::filesystem::canonical(file, failed);
  if (failed) {
    return Error{Code::io, file.string() +
                               ": cannot be created; check that the folder exists and may be "
                               "written"};
  }
  if (std::filesystem::hard_link_count(canonical, failed) > 1) {
    return Error{Code::usage,
                 file.string() + ": the file has several names (hard links): remove all but one"};
  }
  const std::string name = canonical.string() + ".lock";
  const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error{Code::io, name + ": cannot be created; check that the folder may be written"};
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{Code::usage, file.string() + ": another af writes to this database"};
  }
  return FileLock(canonical, descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace af::store
