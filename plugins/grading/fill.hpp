// SPDX-License-Identifier: MIT
/// Python, or any text, with named placeholders: `fill(R"py(x = {q})py", {{"q", 7}})` is "x = 7".
#pragma once

#include <affine/sdk/call.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// A name and what replaces it. The name is borrowed.
struct Placeholder {
  /// Text takes the name's place.
  Placeholder(std::string_view placeholder, std::string replacement)
      : name(placeholder), text(std::move(replacement)) {}
  /// A number, in decimal, takes the name's place.
  Placeholder(std::string_view placeholder, std::int64_t number)
      : name(placeholder), text(std::to_string(number)) {}
  std::string_view name;
  std::string text;
};

/// Replaces every `{name}` in `pattern` and drops one line break at its beginning, so that a raw
/// literal can start on a line of its own. Braces around anything else stay: Python needs them.
/// Replacements are not searched again. Throws where a placeholder does not occur.
[[nodiscard]] inline std::string fill(std::string_view pattern,
                                      std::initializer_list<Placeholder> placeholders) {
  if (pattern.starts_with('\n')) pattern.remove_prefix(1);
  std::string result;
  std::vector<bool> used(placeholders.size());
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    result += pattern.substr(0, open);
    pattern.remove_prefix(open);
    std::size_t length = std::min<std::size_t>(pattern.size(), 1);
    std::string_view replacement = pattern.substr(0, length);
    for (std::size_t i = 0; const auto& placeholder : placeholders) {
      const std::string_view name = placeholder.name;
      if (pattern.substr(length).starts_with(name) &&
          pattern.substr(length + name.size()).starts_with('}')) {
        replacement = placeholder.text;
        length += name.size() + 1;
        used[i] = true;
        break;
      }
      ++i;
    }
    result += replacement;
    pattern.remove_prefix(length);
  }
  for (std::size_t i = 0; const auto& placeholder : placeholders) {
    if (!used[i++]) {
      throw affine::Failure("the pattern has no {" + std::string(placeholder.name) + "}",
                            AF_INTERNAL);
    }
  }
  return result;
}

}  // namespace grading
