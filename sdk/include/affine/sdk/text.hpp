/// Small text helpers for plugins that read foreign bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace affine {

/// Deepest nesting of brackets outside strings in a JSON text, whether or not the text is valid. Ask
/// before handing hostile text to a parser or a recursive printer.
[[nodiscard]] inline std::size_t json_depth(std::string_view text) noexcept {
  std::size_t depth = 0, deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace affine
