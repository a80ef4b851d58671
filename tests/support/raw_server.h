// SPDX-License-Identifier: MIT
/// An HTTP server on loopback that does exactly what a test says, well-formed or not: each request
/// of each connection goes to a function that writes to the socket itself.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace test {

class RawServer {
 public:
  /// Answers one request; false closes the connection. Called on the connection's own thread.
  using Answer = std::function<bool(int socket, const std::string& request)>;

  explicit RawServer(Answer answer)
      : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    ready_ = ::bind(listener_, raw, size) == 0 && ::listen(listener_, 1024) == 0 &&
             ::getsockname(listener_, raw, &size) == 0;
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~RawServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] bool ready() const { return ready_; }

  std::atomic<int> connections{0}, requests{0};

  /// False when the other side has gone.
  static bool send(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  static bool send_sized(int socket, std::string_view headers, std::string_view body) {
    return send(socket, std::string(headers) + "Content-Length: " + std::to_string(body.size()) +
                            "\r\n\r\n") &&
           send(socket, body);
  }
  /// Answers nothing more; returns when the other side, or this server, has closed the connection.
  static void wait_for_close(int socket) {
    for (char chunk[64]; ::recv(socket, chunk, sizeof(chunk), 0) > 0;) {
    }
  }

 private:
  void accept_all() {
    for (;;) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      ++connections;
      const std::lock_guard lock(mutex_);
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket] { serve(socket); });
    }
  }
  void serve(int socket) {
    std::string buffer;
    for (char chunk[4096];;) {
      const std::size_t end = buffer.find("\r\n\r\n");
      if (end == std::string::npos) {
        const ssize_t count = ::recv(socket, chunk, sizeof(chunk), 0);
        if (count <= 0) break;
        buffer.append(chunk, static_cast<std::size_t>(count));
        continue;
      }
      ++requests;
      const std::string request = buffer.substr(0, end);
      buffer.erase(0, end + 4);
      if (!answer_(socket, request)) break;
    }
    ::shutdown(socket, SHUT_RDWR);
  }

  Answer answer_;
  int listener_;
  bool ready_ = false;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace test
