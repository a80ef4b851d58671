// SPDX-License-Identifier: MIT
/// libcurl's multi interface on epoll: the sockets it waits for, its timer, and a wake-up from
/// other threads.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace af::net {

/// For one thread; only `wake` may be called from others.
class Multi {
 public:
  using Clock = std::chrono::steady_clock;

  /// `connections`: how many are kept open at most. `connect`: longest time to open one. `ca_file`:
  /// certificate authorities in PEM form. Ignores SIGPIPE in the whole process.
  Multi(std::size_t connections, std::chrono::milliseconds connect, std::string ca_file);
  ~Multi();
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  /// A handle with the options that are the same for every request. Give it back after use; handles
  /// are used again.
  [[nodiscard]] CURL* lend();
  /// Takes back a handle for the next transfer.
  void give_back(CURL* easy) { idle_.push_back(easy); }

  /// Starts a transfer whose options are set.
  void add(CURL* easy) { ::curl_multi_add_handle(multi_, easy); }
  /// Ends a transfer, finished or not.
  void remove(CURL* easy) { ::curl_multi_remove_handle(multi_, easy); }

  /// Sleeps until a socket is ready, libcurl's timer or `until` is due, or `wake` is called. Then
  /// lets libcurl work.
  void run_once(Clock::time_point until);
  /// Ends the current sleep of `run_once`, or else the next one. [any thread]
  void wake() noexcept;

  /// The next transfer that libcurl has ended, with its code; nothing if there is none.
  [[nodiscard]] std::optional<std::pair<CURL*, CURLcode>> next_finished();

 private:
  /// The events of a socket that libcurl wants, and those that epoll reports. A connection that
  /// returns to the pool stays registered, so that the next request on it needs no system call.
  struct Interest {
    std::uint32_t wanted = 0, registered = 0;
  };

  static int on_socket(CURL*, curl_socket_t fd, int what, void* context, void*);
  static int on_close(void* context, curl_socket_t fd);
  static int on_timer(CURLM*, long timeout_ms, void* context);
  void update_epoll(int fd, Interest& interest);
  void on_event(int fd, std::uint32_t bits);

  const std::chrono::milliseconds connect_;
  const std::string ca_file_;
  int epoll_ = -1, wake_ = -1;
  CURLM* multi_ = nullptr;
  std::unordered_map<int, Interest> interests_;
  std::vector<CURL*> idle_;
  std::optional<Clock::time_point> timer_;
};

}  // namespace af::net
