// SPDX-License-Identifier: MIT
/// Reads what `af results export` wrote: JSON lines, one at a time, however large the record is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <variant>

#include "store/rows.h"

namespace af::store {

/// Reads an exported record line by line. One thread.
class ExportReader {
 public:
  /// A window, a rollout, or a line of another type.
  using Line = std::variant<std::monostate, Window, Rollout>;

  /// Code::usage when the file cannot be read.
  [[nodiscard]] static base::Result<ExportReader> open(const std::filesystem::path& file);

  /// The next line, or nothing at the end. Code::usage, with the line's number, when it is broken.
  [[nodiscard]] base::Result<std::optional<Line>> next();

 private:
  ExportReader(std::ifstream stream, std::string name)
      : stream_(std::move(stream)), name_(std::move(name)) {}

  std::ifstream stream_;
  std::string name_;  ///< for messages
  std::int64_t number_ = 0;
};

}  // namespace af::store
