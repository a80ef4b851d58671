// SPDX-License-Identifier: MIT
/// The HTTP engine against servers on loopback: limits, deadlines, pooling, cancellation.
#include "net/engine.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "support/catch.h"
#include "support/raw_server.h"

namespace {

using namespace std::chrono_literals;
using af::net::Engine;
using af::net::EngineLimits;
using af::net::Request;
using af::net::Response;
using test::RawServer;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\n";

/// More than any test needs; each sets those that it is about.
EngineLimits limits_of_test() {
  return {.total = 1024,
          .per_host = 256,
          .body_bytes = 16u << 20,
          .connect = 60s,
          .first_byte = 60s,
          .silence = 60s,
          .ca_file = {}};
}

Request get(std::string url) {
  Request request;
  request.url = std::move(url);
  return request;
}

/// Waits for responses that come on the engine's thread.
class Inbox {
 public:
  std::function<void(Response)> door() {
    return [this](Response response) {
      const std::lock_guard lock(mutex_);
      responses_.push_back(std::move(response));
      arrived_.notify_all();
    };
  }
  Response next() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !responses_.empty(); });
    Response response = std::move(responses_.front());
    responses_.pop_front();
    return response;
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return responses_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Response> responses_;
};

Response fetch(Engine& engine, Request request, std::string* body = nullptr) {
  Inbox inbox;
  engine.start(
      std::move(request),
      [body](std::string_view bytes) {
        if (body != nullptr) *body += bytes;
        return false;
      },
      inbox.door());
  return inbox.next();
}

/// `megabytes` of zeros, compressed by the system's gzip: about a thousandth of their size.
std::string bomb(int megabytes) {
  const std::string command = "head -c " + std::to_string(megabytes) + "M /dev/zero | gzip -c";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::string bytes(1u << 20, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), pipe.get()));
  return bytes;
}

}  // namespace

TEST_CASE("a body of any form is cut at the cap, measured after decompression") {
  const std::string compressed = bomb(64);
  REQUIRE(compressed.size() < 200'000);
  RawServer server([&](int socket, const std::string& request) {
    if (request.starts_with("GET /gzip")) {
      return RawServer::send_sized(socket, std::string(ok) + "Content-Encoding: gzip\r\n",
                                   compressed);
    }
    if (request.starts_with("GET /sized")) {
      return RawServer::send_sized(socket, ok, std::string(4u << 20, 'x'));
    }
    if (!RawServer::send(socket, std::string(ok) + "Transfer-Encoding: chunked\r\n\r\n"))
      return false;
    const std::string chunk = "8000\r\n" + std::string(0x8000, 'y') + "\r\n";
    while (RawServer::send(socket, chunk)) {
    }
    return false;
  });
  EngineLimits limits = limits_of_test();
  limits.body_bytes = 1u << 20;
  Engine engine(limits);
  for (const char* path : {"/gzip", "/sized", "/chunked"}) {
    Request request = get(server.url(path));
    request.compressed = true;
    std::string body;
    const Response response = fetch(engine, std::move(request), &body);
    INFO(path << ": " << response.detail);
    CHECK(response.cause == AF_CAUSE_ENDPOINT_TOO_LARGE);
    CHECK(body.size() <= limits.body_bytes);
  }
}

TEST_CASE("compression is understood when it was asked for") {
  const std::string compressed = bomb(1);
  RawServer server([&](int socket, const std::string& request) {
    const bool asked = request.find("Accept-Encoding:") != std::string::npos;
    return asked ? RawServer::send_sized(socket, std::string(ok) + "Content-Encoding: gzip\r\n",
                                         compressed)
                 : RawServer::send_sized(socket, ok, "plain");
  });
  Engine engine(limits_of_test());
  Request request = get(server.url());
  request.compressed = true;
  std::string body;
  CHECK(fetch(engine, std::move(request), &body).cause == AF_CAUSE_NONE);
  CHECK(body == std::string(1u << 20, '\0'));
  body.clear();
  CHECK(fetch(engine, get(server.url()), &body).cause == AF_CAUSE_NONE);
  CHECK(body == "plain");
}

TEST_CASE("broken compression is the endpoint's fault") {
  RawServer server([](int socket, const std::string&) {
    return RawServer::send_sized(socket, std::string(ok) + "Content-Encoding: gzip\r\n",
                                 "this is not gzip");
  });
  Engine engine(limits_of_test());
  Request request = get(server.url());
  request.compressed = true;
  CHECK(fetch(engine, std::move(request)).cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
}

TEST_CASE("connections are used again, and a connection that its server closed is replaced") {
  std::atomic<int> answered{0};
  RawServer server([&](int socket, const std::string&) {
    return RawServer::send_sized(socket, ok, "hello") && ++answered % 10 != 0;
  });
  REQUIRE(server.ready());
  Engine engine(limits_of_test());
  for (int i = 0; i < 40; ++i) CHECK(fetch(engine, get(server.url())).cause == AF_CAUSE_NONE);
  CHECK(server.connections == 4);
}

TEST_CASE("a host never gets more at once than its limit, and one host does not hold up another") {
  std::atomic<int> now{0}, most{0};
  std::atomic<bool> held{true};
  RawServer slow([&](int socket, const std::string&) {
    const int here = ++now;
    for (int seen = most; here > seen && !most.compare_exchange_weak(seen, here);) {
    }
    while (held) std::this_thread::sleep_for(1ms);
    --now;
    return RawServer::send_sized(socket, ok, "late");
  });
  RawServer quick(
      [](int socket, const std::string&) { return RawServer::send_sized(socket, ok, "now"); });
  EngineLimits limits = limits_of_test();
  limits.per_host = 3;
  Engine engine(limits);
  Inbox late;
  for (int i = 0; i < 12; ++i) engine.start(get(slow.url()), {}, late.door());
  CHECK(fetch(engine, get(quick.url())).cause == AF_CAUSE_NONE);
  CHECK(late.count() == 0);
  held = false;
  for (int i = 0; i < 12; ++i) CHECK(late.next().cause == AF_CAUSE_NONE);
  CHECK(most <= 3);
}

TEST_CASE("429 and 503 halve what a host is asked, and Retry-After is kept") {
  std::atomic<bool> busy{true};
  RawServer server([&](int socket, const std::string&) {
    if (!busy) return RawServer::send_sized(socket, ok, "fine");
    return RawServer::send_sized(socket, "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\n", "no");
  });
  EngineLimits limits = limits_of_test();
  limits.per_host = 8;
  Engine engine(limits);
  CHECK(engine.limit_of(server.authority()) == 8);
  const auto start = std::chrono::steady_clock::now();
  const Response refused = fetch(engine, get(server.url()));
  CHECK(refused.status == 429);
  CHECK(refused.retry_after_ms == 1000);
  CHECK(engine.limit_of(server.authority()) == 4);
  busy = false;
  CHECK(fetch(engine, get(server.url())).status == 200);
  CHECK(std::chrono::steady_clock::now() - start >= 900ms);
}

TEST_CASE("redirects are not followed") {
  RawServer target(
      [](int socket, const std::string&) { return RawServer::send_sized(socket, ok, "secret"); });
  RawServer server([&](int socket, const std::string&) {
    return RawServer::send_sized(socket, "HTTP/1.1 302 Found\r\nLocation: " + target.url() + "\r\n",
                                 "");
  });
  Engine engine(limits_of_test());
  CHECK(fetch(engine, get(server.url())).status == 302);
  CHECK(target.requests == 0);
}

TEST_CASE("each deadline ends a transfer with its cause") {
  RawServer server([](int socket, const std::string& request) {
    if (request.starts_with("GET /mute")) RawServer::wait_for_close(socket);
    if (request.starts_with("GET /stall")) {
      RawServer::send(socket, std::string(ok) + "Content-Length: 100\r\n\r\nhalf");
      RawServer::wait_for_close(socket);
    }
    if (request.starts_with("GET /drip")) {
      RawServer::send(socket, std::string(ok) + "Content-Length: 100000\r\n\r\n");
      while (RawServer::send(socket, ".")) std::this_thread::sleep_for(1ms);
    }
    return false;
  });
  // In each exchange one deadline is short, so that no other can come first on a busy machine.
  const auto ended = [&](const char* path, const EngineLimits& limits,
                         std::chrono::milliseconds total) {
    Engine engine(limits);
    Request request = get(server.url(path));
    request.total = total;
    const Response response = fetch(engine, std::move(request));
    CHECK(response.cause == AF_CAUSE_ENDPOINT_TIMEOUT);
    return response.detail;
  };
  EngineLimits first_byte = limits_of_test(), silence = limits_of_test();
  first_byte.first_byte = 200ms;
  silence.silence = 200ms;
  CHECK(ended("/mute", first_byte, 1h) == "no first byte in time");
  CHECK(ended("/stall", silence, 1h) == "silence in the middle of an answer");
  CHECK(ended("/drip", limits_of_test(), 500ms) == "the whole exchange took too long");
}

TEST_CASE(
    "cancelling works for what runs, what queues and what is unknown, each transfer ends once") {
  RawServer server([](int socket, const std::string&) {
    RawServer::wait_for_close(socket);
    return false;
  });
  EngineLimits limits = limits_of_test();
  limits.per_host = 1;
  Engine engine(limits);
  Inbox inbox;
  const auto running = engine.start(get(server.url()), {}, inbox.door());
  const auto queued = engine.start(get(server.url()), {}, inbox.door());
  std::this_thread::sleep_for(50ms);
  engine.cancel(queued);
  engine.cancel(running);
  engine.cancel(running);
  engine.cancel(12345);
  CHECK(inbox.next().cause == AF_CAUSE_OPERATOR_CANCELLED);
  CHECK(inbox.next().cause == AF_CAUSE_OPERATOR_CANCELLED);
  std::this_thread::sleep_for(50ms);
  CHECK(inbox.count() == 0);
}

TEST_CASE("an engine that goes away cancels what is left") {
  RawServer server([](int socket, const std::string&) {
    RawServer::wait_for_close(socket);
    return false;
  });
  Inbox inbox;
  {
    EngineLimits limits = limits_of_test();
    limits.per_host = 2;
    Engine engine(limits);
    for (int i = 0; i < 5; ++i) engine.start(get(server.url()), {}, inbox.door());
    std::this_thread::sleep_for(20ms);
  }
  CHECK(inbox.count() == 5);
  for (int i = 0; i < 5; ++i) CHECK(inbox.next().cause == AF_CAUSE_OPERATOR_CANCELLED);
}

TEST_CASE("addresses that lead nowhere") {
  Engine engine(limits_of_test());
  CHECK(fetch(engine, get("http://127.0.0.1:1/")).cause == AF_CAUSE_ENDPOINT_REFUSED);
  CHECK(fetch(engine, get("http://name.invalid/")).cause != AF_CAUSE_NONE);
  CHECK(fetch(engine, get("http://[::1")).cause == AF_CAUSE_ENDPOINT_REFUSED);
  CHECK(fetch(engine, get("file:///etc/passwd")).cause != AF_CAUSE_NONE);
}
