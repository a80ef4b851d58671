// SPDX-License-Identifier: MIT
#include "base/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

#include "base/number.h"

namespace af::base {
namespace {

bool is_ipv6(std::string_view text) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

/// Letters, digits and what else is in names of hosts and in IPv4 addresses.
bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  });
}

/// Whether "host", "host:port", "[address]" or "[address]:port" has a host and a usable port.
bool is_authority(std::string_view text) {
  const std::size_t end = text.starts_with("[") ? text.find(']') : 0;
  if (end == std::string_view::npos) return false;
  const std::size_t colon = std::min(text.find(':', end), text.size());
  const std::string_view host = text.substr(0, colon), rest = text.substr(colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (!(bracketed ? is_ipv6(host.substr(1, host.size() - 2)) : is_host(host))) return false;
  if (rest.empty()) return true;
  const auto port = parse_number<std::int64_t>(rest.substr(1));
  return port && *port >= 1 && *port <= 65535;
}

}  // namespace

std::optional<std::string> check_server_url(std::string_view text) {
  const bool https = is_https_url(text);
  if (!https && !text.starts_with("http://")) {
    return "expected a URL that begins with http:// or https:// (in small letters)";
  }
  text.remove_prefix(text.find("//") + 2);
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
