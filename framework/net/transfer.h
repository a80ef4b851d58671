/// One transfer of the engine: its request, what libcurl needs while it runs, and how it ends.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <functional>
#include <string>

#include "net/engine.h"

namespace af::net {

/// Where a request goes: "host", and "host:port" with the scheme's default port.
struct Authority {
  std::string host, key;
  int port = 0;
};
[[nodiscard]] Authority authority_of(const std::string& url);

/// What libcurl's code means for the one who is to blame; AF_CAUSE_CONFIG is what only this machine
/// can cause.
[[nodiscard]] base::Cause cause_of(CURLcode code) noexcept;

/// Belongs to the engine's thread once it is queued.
struct Transfer {
  using Clock = std::chrono::steady_clock;

  std::uint64_t id = 0;
  Authority authority;
  Request request;
  BodySink sink;
  std::function<void(Response)> done;
  Response response;
  CURL* easy = nullptr;  ///< lent by the engine while the transfer runs
  curl_slist* headers = nullptr;
  curl_slist* addresses = nullptr;
  Clock::time_point started{}, last_byte{}, sink_done{};
  std::size_t header_bytes = 0, body_limit = 0, tail = 0;
  bool any_byte = false, satisfied = false;
  base::Cause verdict = AF_CAUSE_NONE;  ///< why we ended it ourselves
  std::string verdict_detail;
  std::array<char, CURL_ERROR_SIZE> error{};

  /// Sets the options in which requests differ; all of them, so that nothing stays of an earlier
  /// request.
  void set_options();
  /// Ends the transfer for a reason of ours; the first reason counts.
  void abort(base::Cause cause, std::string detail);
  /// Frees what is left and calls `done`.
  void end(base::Cause cause, std::string detail);
};

/// libcurl's callbacks; the context is the Transfer.
std::size_t on_header(char* data, std::size_t, std::size_t size, void* context);
std::size_t on_body(char* data, std::size_t, std::size_t size, void* context);

}  // namespace af::net
