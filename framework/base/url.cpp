// SPDX-License-Identifier: MIT
#include "base/url.h"

#include <algorithm>

#include "base/number.h"

namespace af::base {
namespace {

/// Whether "host", "host:port", "[address]" or "[address]:port" has a host and a usable port.
bool is_authority(std::string_view text) {
  std::string_view host, rest;
  if (text.starts_with("[")) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    if (host.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return false;
  } else {
    host = text.substr(0, text.find(':'));
    rest = text.substr(host.size());
    if (host.find_first_of("[]") != std::string_view::npos) return false;
  }
  if (host.empty()) return false;
  if (rest.empty()) return true;
  const auto port = parse_number<std::int64_t>(rest.substr(1));
  return rest.front() == ':' && port && *port >= 1 && *port <= 65535;
}

}  // namespace

std::optional<std::string> check_server_url(std::string_view text) {
  const bool https = is_https_url(text);
  if (!https && !text.starts_with("http://")) {
    return "expected a URL that begins with http:// or https://";
  }
  text.remove_prefix(https ? 8 : 7);
  const std::string_view authority = text.substr(0, text.find('/'));
  const bool blank =
      std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c == 127; });
  if (blank || authority.find('@') != std::string_view::npos ||
      text.find_first_of("?#") != std::string_view::npos) {
    return "holds a user, '?', '#' or a space: give the server's address and a path only; a secret "
           "belongs into a setting (`af set`)";
  }
  if (!is_authority(authority)) {
    return "has no server's name, or a port that is none: give an address such as "
           "http://127.0.0.1:8000/v1 or https://[::1]:8443";
  }
  return {};
}

}  // namespace af::base
