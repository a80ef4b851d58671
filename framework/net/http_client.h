// SPDX-License-Identifier: MIT
/// What the rest of the program sees of HTTP: one request in, one response out, the body piece by
/// piece. `Engine` (net/engine.h) is the real implementation; a test may pass one of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/cause.h"

namespace af::net {

/// One request. It is owned by the client until the transfer has ended.
struct Request {
  std::string url;  ///< http:// or https://, with an optional port; redirects are not followed
  std::vector<std::pair<std::string, std::string>> headers;  ///< name, value; sent in this order
  std::string body;                                          ///< sent with POST; empty: GET
  bool compressed = false;  ///< accept a compressed response, which is decompressed on the fly
  /// Longest time of the transfer. Time in the client's queue is not counted.
  std::chrono::milliseconds total{600'000};
};

/// How a transfer ended.
struct Response {
  std::uint32_t status = 0;           ///< of HTTP; 0: no status line was received
  std::string content_type;           ///< at most 200 bytes
  std::uint64_t retry_after_ms = 0;   ///< as the server asked, at most 120'000; 0: it did not ask
  base::Cause cause = AF_CAUSE_NONE;  ///< NONE: the body ended, or the sink stopped it
  std::string detail;                 ///< for people; empty if `cause` is NONE
  /// From the start of the transfer to the first byte of the response, and to the end.
  std::chrono::microseconds first_byte{0}, total{0};
  std::uint64_t body_bytes = 0;  ///< received, after decompression
};

/// Receives the next piece of a body, which is valid during the call only. Returns true when the
/// rest of the body is not needed.
using BodySink = std::function<bool(std::string_view)>;

/// Sends HTTP requests.
class HttpClient {
 public:
  virtual ~HttpClient() = default;

  /// Sends a request and waits for the end of the response. `sink` may be called on a thread of the
  /// client, and is destroyed before this returns. After a request of `stop` the transfer ends soon
  /// with AF_CAUSE_OPERATOR_CANCELLED. Never throws for what a server or the network does.
  [[nodiscard]] virtual base::Awaitable<Response> fetch(Request request, BodySink sink,
                                                        std::stop_token stop) = 0;
};

}  // namespace af::net
