// SPDX-License-Identifier: MIT
/// What configuration and command line accept as the address of a server.
#pragma once

#include <string_view>

namespace af::base {

/// What is expected where `is_http_url` is false; completes a message such as "base_url: …".
constexpr std::string_view http_url_expected =
    "expected a URL that begins with http:// or https://";

/// Whether a text begins with http:// or https://. Nothing behind that is checked: the HTTP engine
/// parses the URL when it is used.
[[nodiscard]] constexpr bool is_http_url(std::string_view text) noexcept {
  return text.starts_with("http://") || text.starts_with("https://");
}

/// Whether a text begins with https://.
[[nodiscard]] constexpr bool is_https_url(std::string_view text) noexcept {
  return text.starts_with("https://");
}

}  // namespace af::base
