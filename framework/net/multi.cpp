// SPDX-License-Identifier: MIT
#include "net/multi.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "net/transfer.h"

namespace af::net {

using std::chrono::milliseconds;

Multi::Multi(std::size_t connections, milliseconds connect, std::string ca_file)
    : connect_(connect), ca_file_(std::move(ca_file)) {
  ::curl_global_init(CURL_GLOBAL_DEFAULT);
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to closed sockets
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
  multi_ = ::curl_multi_init();
  ::curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, on_socket);
  ::curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  ::curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, on_timer);
  ::curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
  ::curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
}

Multi::~Multi() {
  for (CURL* easy : idle_) ::curl_easy_cleanup(easy);
  ::curl_multi_cleanup(multi_);
  ::close(wake_);
  ::close(epoll_);
}

CURL* Multi::lend() {
  if (!idle_.empty()) {
    CURL* easy = idle_.back();
    idle_.pop_back();
    return easy;
  }
  CURL* easy = ::curl_easy_init();
  const auto set = [easy](CURLoption option, auto value) {
    ::curl_easy_setopt(easy, option, value);
  };
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
#if LIBCURL_VERSION_NUM >= 0x075500
  set(CURLOPT_PROTOCOLS_STR, "http,https");
#else
  set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  set(CURLOPT_PROXY, "");  // reading proxy variables would race with other threads
  set(CURLOPT_CAINFO, ca_file_.c_str());
  set(CURLOPT_CAPATH, static_cast<char*>(nullptr));  // a folder would be read for every connection
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_.count()));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
  set(CURLOPT_CLOSESOCKETFUNCTION, on_close);
  set(CURLOPT_CLOSESOCKETDATA, this);
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_HEADERFUNCTION, on_header);
  return easy;
}

void Multi::run_once(Clock::time_point until) {
  if (timer_) until = std::min(until, *timer_);
  const auto wait = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
  std::array<epoll_event, 256> events{};
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(std::max<std::int64_t>(wait, 0)));
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd != wake_) {
      on_event(event.data.fd, event.events);
      continue;
    }
    std::uint64_t drained = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake_, &drained, sizeof(drained));
  }
  if (timer_ && Clock::now() >= *timer_) {
    timer_.reset();
    int running = 0;
    ::curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
}

void Multi::wake() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof(one));
}

std::optional<std::pair<CURL*, CURLcode>> Multi::next_finished() {
  int left = 0;
  while (const CURLMsg* message = ::curl_multi_info_read(multi_, &left)) {
    if (message->msg == CURLMSG_DONE) return std::pair(message->easy_handle, message->data.result);
  }
  return {};
}

int Multi::on_socket(CURL*, curl_socket_t fd, int what, void* context, void*) {
  auto& multi = *static_cast<Multi*>(context);
  Interest& interest = multi.interests_[fd];
  interest.wanted = 0;
  if (what == CURL_POLL_REMOVE) return 0;
  if ((what & CURL_POLL_IN) != 0) interest.wanted |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) interest.wanted |= EPOLLOUT;
  multi.update_epoll(fd, interest);
  return 0;
}

void Multi::update_epoll(int fd, Interest& interest) {
  if (interest.wanted == interest.registered) return;
  epoll_event event{};
  event.data.fd = fd;
  event.events = interest.wanted;
  const int operation = interest.wanted == 0       ? EPOLL_CTL_DEL
                        : interest.registered == 0 ? EPOLL_CTL_ADD
                                                   : EPOLL_CTL_MOD;
  ::epoll_ctl(epoll_, operation, fd, &event);
  interest.registered = interest.wanted;
}

/// Closing a socket removes it from epoll.
int Multi::on_close(void* context, curl_socket_t fd) {
  static_cast<Multi*>(context)->interests_.erase(fd);
  return ::close(fd);
}

void Multi::on_event(int fd, std::uint32_t bits) {
  const auto found = interests_.find(fd);
  if (found == interests_.end()) return;
  if (found->second.wanted == 0) {
    update_epoll(fd, found->second);  // the server closed an idle connection
    return;
  }
  int mask = 0, running = 0;
  if ((bits & (EPOLLIN | EPOLLHUP)) != 0) mask |= CURL_CSELECT_IN;
  if ((bits & EPOLLOUT) != 0) mask |= CURL_CSELECT_OUT;
  if ((bits & EPOLLERR) != 0) mask |= CURL_CSELECT_ERR;
  ::curl_multi_socket_action(multi_, fd, mask, &running);
}

int Multi::on_timer(CURLM*, long timeout_ms, void* context) {
  auto& timer = static_cast<Multi*>(context)->timer_;
  if (timeout_ms < 0) {
    timer.reset();
  } else {
    timer = Clock::now() + milliseconds(timeout_ms);
  }
  return 0;
}

}  // namespace af::net
