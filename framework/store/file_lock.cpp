// SPDX-License-Identifier: MIT
#include "store/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace af::store {

using base::Code;
using base::Error;

base::Result<FileLock> FileLock::take(const std::filesystem::path& file) {
  // 0600: it holds the secrets of open windows, and SQLite gives its side files the same mode.
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (descriptor < 0) {
    return Error{Code::io, file.string() +
                               ": cannot be opened; check that the folder exists and that both may "
                               "be written"};
  }
  FileLock lock({}, descriptor);
  struct stat found {};
  if (::fstat(descriptor, &found) != 0 || !S_ISREG(found.st_mode)) {
    return Error{Code::usage, file.string() + ": is no regular file: choose another"};
  }
  if (found.st_nlink > 1) {
    return Error{Code::usage,
                 file.string() + ": the file has several names (hard links): remove all but one"};
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Error{Code::usage, file.string() + ": another af writes to this database"};
  }
  std::error_code failed;
  lock.file_ = std::filesystem::canonical(file, failed);
  if (failed) return Error{Code::io, file.string() + ": " + failed.message()};
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace af::store
