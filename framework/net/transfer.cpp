// SPDX-License-Identifier: MIT
#include "net/transfer.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <ctime>

#include "base/text.h"
#include "base/url.h"

namespace af::net {
namespace {

constexpr std::size_t max_header_bytes = 256u << 10;
constexpr std::uint64_t max_retry_after_ms = 120'000;
/// Once the sink needs no more, the rest is read if it is this short, so that the connection can be
/// used again.
constexpr std::size_t tail_bytes = 64u << 10;

}  // namespace

Authority authority_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
  std::string text = url.substr(start, url.find_first_of("/?#", start) - start);
  if (const std::size_t at = text.rfind('@'); at != std::string::npos) text = text.substr(at + 1);
  Authority authority;
  authority.port = base::is_https_url(url) ? 443 : 80;
  const std::size_t colon = text.rfind(':');
  const bool has_port = colon != std::string::npos && text.find(']', colon) == std::string::npos;
  if (has_port) authority.port = std::atoi(text.c_str() + colon + 1);
  authority.host = text.substr(0, has_port ? colon : std::string::npos);
  authority.key = authority.host + ":" + std::to_string(authority.port);
  return authority;
}

base::Cause cause_of(CURLcode code) noexcept {
  switch (code) {
    case CURLE_OK:
      return AF_CAUSE_NONE;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_URL_MALFORMAT:
      return AF_CAUSE_ENDPOINT_REFUSED;
    case CURLE_OPERATION_TIMEDOUT:
      return AF_CAUSE_ENDPOINT_TIMEOUT;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
      return AF_CAUSE_CONFIG;
    case CURLE_UNSUPPORTED_PROTOCOL:  // an answer in HTTP/0.9
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
      return AF_CAUSE_ENDPOINT_BAD_RESPONSE;
    default:
      return AF_CAUSE_ENDPOINT_RESET;
  }
}

void Transfer::set_options() {
  const auto set = [this](CURLoption option, auto value) {
    ::curl_easy_setopt(easy, option, value);
  };
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_ERRORBUFFER, error.data());
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_ACCEPT_ENCODING, request.compressed ? "" : nullptr);
  set(CURLOPT_RESOLVE, addresses);
  for (const auto& [name, value] : request.headers) {
    headers = ::curl_slist_append(headers, (name + ": " + value).c_str());
  }
  if (request.body.empty()) {
    set(CURLOPT_HTTPGET, 1L);
  } else {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDS, request.body.data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    headers = ::curl_slist_append(headers, "Expect:");  // no pause for "100 Continue"
  }
  set(CURLOPT_HTTPHEADER, headers);
}

void Transfer::abort(base::Cause cause, std::string detail) {
  if (abort_cause != AF_CAUSE_NONE) return;
  abort_cause = cause;
  abort_detail = std::move(detail);
}

void Transfer::end(base::Cause cause, std::string detail) {
  ::curl_slist_free_all(headers);
  ::curl_slist_free_all(addresses);
  response.cause = cause;
  response.detail = std::move(detail);
  if (started != Clock::time_point{}) {
    response.total = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
  }
  // What the sink refers to may be destroyed as soon as `done` is called.
  sink = nullptr;
  done(std::move(response));
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  const std::string_view line(data, size);
  transfer.last_byte = Transfer::Clock::now();
  if (!transfer.any_byte) {
    transfer.any_byte = true;
    transfer.response.first_byte = std::chrono::duration_cast<std::chrono::microseconds>(
        transfer.last_byte - transfer.started);
  }
  transfer.header_bytes += size;
  if (transfer.header_bytes > max_header_bytes) {
    transfer.abort(AF_CAUSE_ENDPOINT_TOO_LARGE, "more than 256 KiB of headers");
    return 0;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string name(line.substr(0, colon));
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const std::string_view value = base::trimmed(line.substr(colon + 1));
  auto& response = transfer.response;
  if (name == "content-type") response.content_type = value.substr(0, 200);
  if (name == "retry-after") response.retry_after_ms = parse_retry_after(value);
  if (name == "retry-after-ms") {
    const auto ms = std::strtoull(std::string(value.substr(0, 20)).c_str(), nullptr, 10);
    response.retry_after_ms = std::min<std::uint64_t>(ms, max_retry_after_ms);
  }
  return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  transfer.last_byte = Transfer::Clock::now();
  transfer.response.body_bytes += size;
  if (transfer.satisfied) {
    transfer.tail += size;
    return transfer.tail > tail_bytes ? 0 : size;
  }
  if (transfer.response.body_bytes > transfer.body_limit) {
    transfer.abort(AF_CAUSE_ENDPOINT_TOO_LARGE,
                   "the body is larger than " + std::to_string(transfer.body_limit) + " bytes");
    return 0;
  }
  if (transfer.sink && transfer.sink(std::string_view(data, size))) {
    transfer.satisfied = true;
    transfer.sink_done = transfer.last_byte;
  }
  return size;
}

std::uint64_t parse_retry_after(std::string_view value) {
  const std::string text(value.substr(0, 64));
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) {
    const auto seconds = std::strtoull(text.c_str(), nullptr, 10);
    return std::min<std::uint64_t>(seconds, max_retry_after_ms / 1000) * 1000;
  }
  const std::time_t when = ::curl_getdate(text.c_str(), nullptr);
  const std::time_t now = std::time(nullptr);
  if (when <= now) return 0;
  return std::min<std::uint64_t>(static_cast<std::uint64_t>(when - now) * 1000, max_retry_after_ms);
}

}  // namespace af::net
