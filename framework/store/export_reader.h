// SPDX-License-Identifier: MIT
/// Reads what `af results export` wrote: JSON lines, one at a time, however large the record is.
#pragma once

#include <cstdint>
#include <istream>
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

  /// `name` is for messages. The stream outlives the reader.
  ExportReader(std::istream& stream, std::string name) : stream_(stream), name_(std::move(name)) {}

  /// The next line, or nothing at the end. Code::usage, with the line's number, when it is broken.
  [[nodiscard]] base::Result<std::optional<Line>> next();

 private:
  std::istream& stream_;
  std::string name_;
  std::int64_t number_ = 0;
};

}  // namespace af::store
