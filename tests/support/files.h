// SPDX-License-Identifier: MIT
/// Files as tests see them: their bytes, a picture of a folder, and compressed fixtures.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>

#include "base/file.h"

namespace test {

/// The bytes of a file that is there.
inline std::string content_of(const std::filesystem::path& file) {
  auto read = af::base::read_file(file, af::base::max_input_bytes);
  if (!read) throw std::runtime_error(read.error().message);
  return std::move(*read);
}

/// Name, bytes, mode and time of change of every file of a folder.
using Picture =
    std::map<std::string, std::tuple<std::string, ::mode_t, std::int64_t, std::int64_t>>;

inline Picture picture_of(const std::filesystem::path& folder) {
  Picture picture;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    struct stat found {};
    ::stat(entry.path().c_str(), &found);
    picture[entry.path().filename()] = {content_of(entry.path()), found.st_mode,
                                        found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
  }
  return picture;
}

/// Unpacks a file of tests/support/records.
inline void unpack_record(const std::string& name, const std::filesystem::path& to) {
  const std::string command =
      "gzip -dc '" SOURCE_DIR "/tests/support/records/" + name + ".gz' > '" + to.string() + "'";
  if (std::system(command.c_str()) != 0) throw std::runtime_error(command);
}

}  // namespace test
