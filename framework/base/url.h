// SPDX-License-Identifier: MIT
/// What configuration and command line accept as the address of a server.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace af::base {

/// What keeps a text from being a server's address: http:// or https://, a name or an address
/// (IPv6 in brackets), a port of 1 to 65535 or none, and a path or none; no user, query, fragment,
/// space or control character. Nothing if it is one. The answer does not repeat the text, which may
/// hold a secret; it completes a message such as "base_url: …".
[[nodiscard]] std::optional<std::string> check_server_url(std::string_view text);

/// Whether a text begins with https://.
[[nodiscard]] constexpr bool is_https_url(std::string_view text) noexcept {
  return text.starts_with("https://");
}

}  // namespace af::base
