// SPDX-License-Identifier: MIT
/// Several texts in one: how the hidden part of a task is laid out. Each is its length in decimal,
/// a line break, its bytes.
#pragma once

#include <affine/sdk/call.hpp>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// The texts in one, in their order.
[[nodiscard]] inline std::string join_fields(const std::vector<std::string>& fields) {
  std::string text;
  for (const auto& field : fields) text += std::to_string(field.size()) + "\n" + field;
  return text;
}

/// Throws where the bytes are not what `join_fields` wrote.
[[nodiscard]] inline std::vector<std::string> split_fields(std::string_view text) {
  std::vector<std::string> fields;
  while (!text.empty()) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || digits >= text.size() || *end != '\n' ||
        size > text.size() - digits - 1) {
      throw affine::Failure("the hidden part of the task is broken", AF_INVALID_ARGUMENT);
    }
    fields.emplace_back(text.substr(digits + 1, size));
    text.remove_prefix(digits + 1 + size);
  }
  return fields;
}

}  // namespace grading
