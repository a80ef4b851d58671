// SPDX-License-Identifier: MIT
/// How outputs are compared: line by line, as bytes.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace grading {

/// Lines without white space at their ends, and without empty lines at the end.
[[nodiscard]] inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    lines.push_back(line.substr(0, line.find_last_not_of(" \t\r") + 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// Whether two outputs are the same but for white space at the ends of lines and empty lines at the
/// end.
[[nodiscard]] inline bool same_lines(std::string_view a, std::string_view b) {
  return lines_of(a) == lines_of(b);
}

}  // namespace grading
