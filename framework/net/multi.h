/// libcurl's multi interface on epoll: which sockets it waits for, its timer, and a way to be
/// woken.
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

/// Belongs to one thread; only `wake` may be called from others.
class Multi {
 public:
  using Clock = std::chrono::steady_clock;

  /// `connections`: most that are kept open. `connect`: how long opening one may take.
  Multi(std::size_t connections, std::chrono::milliseconds connect, std::string ca_file);
  ~Multi();
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  /// A handle with all that is the same for every request; handles are used again and again.
  [[nodiscard]] CURL* lend();
  void give_back(CURL* easy) { idle_.push_back(easy); }

  void add(CURL* easy) { ::curl_multi_add_handle(multi_, easy); }
  void remove(CURL* easy) { ::curl_multi_remove_handle(multi_, easy); }

  /// Sleeps until a socket is ready, libcurl's timer or `until` has come, or somebody wakes it;
  /// then lets libcurl work.
  void run_once(Clock::time_point until);
  /// Ends the sleep of `run_once`, or of the next one. [any thread]
  void wake() noexcept;

  /// A transfer that libcurl has ended, if there is one more.
  [[nodiscard]] std::optional<std::pair<CURL*, CURLcode>> next_finished();

 private:
  /// What libcurl wants to hear of a socket, and what epoll has been told. A connection that goes
  /// back to the pool stays registered: the next request on it then needs no system call.
  struct Interest {
    std::uint32_t wanted = 0, registered = 0;
  };

  static int on_socket(CURL*, curl_socket_t fd, int what, void* context, void*);
  static int on_close(void* context, curl_socket_t fd);
  static int on_timer(CURLM*, long timeout_ms, void* context);
  void tell_epoll(int fd, Interest& interest);
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
