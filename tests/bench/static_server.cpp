// SPDX-License-Identifier: MIT
/// A static HTTP server on loopback, as cheap as it can be: one thread, epoll, the same answer to
/// everything. Prints its port.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

const std::string body =
    R"({"id":"c-1","object":"chat.completion","model":"m",)"
    R"("choices":[{"index":0,"message":{"role":"assistant",)"
    R"("content":"<answer>1 + 2</answer>"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,)"
    R"("completion_tokens":12,"total_tokens":112}})";
const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\n\r\n" + body;

/// Bytes of whole requests at the start of `data`, and how many requests they are.
std::size_t whole_requests(std::string_view data, int& count) {
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = data.find("\r\n\r\n", at);
    if (end == std::string_view::npos) return at;
    const std::string_view head = data.substr(at, end - at);
    const std::size_t field = head.find("Content-Length: ");
    const std::size_t length =
        field == std::string_view::npos ? 0 : std::strtoul(head.data() + field + 16, nullptr, 10);
    if (data.size() < end + 4 + length) return at;
    at = end + 4 + length;
    ++count;
  }
}

}  // namespace

int main() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener, 4096) != 0) {
    return 1;
  }
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("%d\n", ::ntohs(address.sin_port));
  std::fflush(stdout);
  const int epoll = ::epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  std::unordered_map<int, std::string> pending;
  std::array<char, 65536> buffer{};
  for (;;) {
    std::array<epoll_event, 256> events{};
    const int ready = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener) {
        for (int client = 0;
             (client = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
          ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
          event.data.fd = client;
          ::epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event);
        }
        continue;
      }
      const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        pending.erase(fd);
        ::close(fd);
        continue;
      }
      std::string& data = pending[fd];
      data.append(buffer.data(), static_cast<std::size_t>(got));
      int count = 0;
      data.erase(0, whole_requests(data, count));
      for (; count > 0; --count) {
        [[maybe_unused]] const ssize_t sent =
            ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
      }
    }
  }
}
