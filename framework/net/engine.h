/// One asynchronous HTTP engine for the whole program: libcurl's multi interface on one thread.
///
/// It pools connections, keeps per-host and global limits of its own (a host that answers 429 or
/// 503 is asked less, and not before its Retry-After), enforces deadlines and body caps that hold
/// whatever the server does, and never follows redirects. Bodies go to a sink piece by piece;
/// nothing is buffered.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/cause.h"

namespace af::net {

struct Limits {
  std::size_t total = 1024, per_host = 256;  ///< requests in flight
  std::size_t body_bytes = 16u << 20;        ///< of one response, after decompression
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds first_byte{300'000};
  std::chrono::milliseconds silence{60'000};  ///< between two pieces of a body
  std::string ca_file;                        ///< empty: environment, then the system's bundle
};

struct Request {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;         ///< sent with POST; empty: GET
  bool compressed = false;  ///< ask for compression
  std::chrono::milliseconds total{
      600'000};  ///< of the transfer; time in the engine's queue is not counted
};

/// How a transfer ended.
struct Response {
  std::uint32_t status = 0;  ///< 0: no status line was seen
  std::string content_type;
  std::uint64_t retry_after_ms = 0;   ///< at most two minutes; 0: none given
  base::Cause cause = AF_CAUSE_NONE;  ///< NONE: the body ended, or the sink wanted no more
  std::string detail;                 ///< for people, when `cause` is set
  std::chrono::microseconds first_byte{0}, total{0};  ///< from the start of the transfer
  std::uint64_t body_bytes = 0;
};

/// Takes the next piece of a body, on the engine's thread. True: the rest does not matter.
using BodySink = std::function<bool(std::string_view)>;

class Engine {
 public:
  explicit Engine(Limits limits);
  /// Cancels what is left and joins the threads.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Starts a transfer and returns at once. `done` is called exactly once on the engine's thread,
  /// after the last call of `sink` and its destruction. Returns a number for `cancel`. [any thread]
  std::uint64_t start(Request request, BodySink sink, std::function<void(Response)> done);
  /// The transfer ends soon with AF_CAUSE_OPERATOR_CANCELLED, unless it has ended already. [any
  /// thread]
  void cancel(std::uint64_t transfer);

  /// The same as a coroutine; a stop request cancels.
  [[nodiscard]] base::Awaitable<Response> fetch(Request request, BodySink sink,
                                                std::stop_token stop);

  /// How many requests to a host may be in flight now (it adapts), by "host:port". [any thread]
  [[nodiscard]] std::size_t limit_of(const std::string& host) const;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

/// The certificate authorities that servers are checked against: the configured file, else
/// SSL_CERT_FILE or CURL_CA_BUNDLE from the environment, else Debian's bundle.
[[nodiscard]] std::string find_ca_file(const std::string& configured);

/// Seconds or an HTTP date, as milliseconds from now, at most two minutes; 0 if it is neither.
[[nodiscard]] std::uint64_t parse_retry_after(std::string_view value);

}  // namespace af::net
