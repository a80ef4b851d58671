// SPDX-License-Identifier: MIT
/// One transfer of the engine: its request, what libcurl needs while it runs, and its response.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <functional>
#include <string>

#include "net/engine.h"

namespace af::net {

/// Where a request goes.
struct Authority {
  std::string host;  ///< without user and port; IPv6 in brackets
  std::string key;   ///< "host:port", with the scheme's default port if the URL has none
  int port = 0;
};
/// Reads it from an http or https URL. Never fails: libcurl refuses what is no URL.
[[nodiscard]] Authority authority_of(const std::string& url);

/// The cause of a failure that libcurl reports. AF_CAUSE_CONFIG marks what only this machine can
/// cause.
[[nodiscard]] base::Cause cause_of(CURLcode code) noexcept;

/// For the engine's thread only, once it is queued.
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
  Clock::time_point started{}, last_byte{};
  Clock::time_point sink_done{};  ///< when the sink needed no more
  std::size_t header_bytes = 0, body_limit = 0;
  std::size_t tail = 0;                     ///< bytes received after `sink_done`
  bool any_byte = false;                    ///< whether a byte of the response was received
  bool satisfied = false;                   ///< whether the sink needed no more
  base::Cause abort_cause = AF_CAUSE_NONE;  ///< why the engine ended it, NONE if it did not
  std::string abort_detail;
  std::array<char, CURL_ERROR_SIZE> error{};  ///< libcurl's text

  /// Sets every option in which requests differ, so that nothing of an earlier request on the same
  /// handle remains.
  void set_options();
  /// Marks the transfer as ended by the engine. The first cause counts.
  void abort(base::Cause cause, std::string detail);
  /// Frees what libcurl needed, destroys the sink and calls `done`.
  void end(base::Cause cause, std::string detail);
};

/// libcurl's callback for one header line: `size` bytes at `data`; the second parameter is always
/// 1. `context` is the Transfer. Returns `size`, or 0 to end the transfer.
std::size_t on_header(char* data, std::size_t, std::size_t size, void* context);
/// libcurl's callback for a piece of the body, with the parameters and result of on_header.
std::size_t on_body(char* data, std::size_t, std::size_t size, void* context);

}  // namespace af::net
