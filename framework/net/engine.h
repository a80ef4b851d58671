// SPDX-License-Identifier: MIT
/// One asynchronous HTTP engine for the whole program: libcurl's multi interface on one thread.
///
/// It pools connections and keeps limits per host and in total. A host that answers 429 or 503 is
/// asked less, and not before its Retry-After has passed. Deadlines and body caps hold whatever the
/// server does. Redirects are never followed. Bodies go to a sink piece by piece and are not
/// buffered.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_client.h"

namespace af::net {

class Loop;

/// What the engine allows all of its transfers together, and each of them. All are above 0.
struct EngineLimits {
  std::size_t total = 0, per_host = 0;      ///< requests in flight
  std::size_t body_bytes = 0;               ///< of one response, after decompression
  std::chrono::milliseconds connect{0};     ///< to open a connection, TLS included
  std::chrono::milliseconds first_byte{0};  ///< from the start to the first byte
  std::chrono::milliseconds silence{0};     ///< between two pieces of a response
  /// Certificate authorities, a file in PEM form. Empty: see `find_ca_file`.
  std::string ca_file;
};

/// The HTTP client of the program. Owns its threads; must outlive every coroutine in `fetch`.
class Engine : public HttpClient {
 public:
  /// Starts the engine's thread.
  explicit Engine(EngineLimits limits);
  /// Cancels the transfers that are left, waits for their `done`, and joins the threads.
  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Starts a transfer and returns at once. `done` is called exactly once, on the engine's thread,
  /// after the last call of `sink` and after its destruction. Returns a number for `cancel`.
  /// [any thread]
  std::uint64_t start(Request request, BodySink sink, std::function<void(Response)> done);
  /// Ends a transfer soon with AF_CAUSE_OPERATOR_CANCELLED. Does nothing if it has ended already.
  /// [any thread]
  void cancel(std::uint64_t transfer);

  [[nodiscard]] base::Awaitable<Response> fetch(Request request, BodySink sink,
                                                std::stop_token stop) override;

  /// How many requests to a host, named as "host:port", may be in flight now. The number adapts to
  /// the host's refusals. [any thread]
  [[nodiscard]] std::size_t limit_of(const std::string& host) const;

 private:
  std::unique_ptr<Loop> loop_;
};

/// The file of certificate authorities that servers are checked against: `configured`, else
/// SSL_CERT_FILE or CURL_CA_BUNDLE from the environment, else Debian's bundle. The file may be
/// missing.
[[nodiscard]] std::string find_ca_file(const std::string& configured);

/// Reads the value of a Retry-After header (RFC 9110 section 10.2.3): seconds or an HTTP date.
/// Returns milliseconds from now, at most 120'000; 0 if it is neither or has passed.
[[nodiscard]] std::uint64_t parse_retry_after(std::string_view value);

}  // namespace af::net
