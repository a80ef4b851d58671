// SPDX-License-Identifier: MIT
#include "net/engine.h"

#include <cstdlib>
#include <optional>

#include "net/loop.h"

namespace af::net {

std::string find_ca_file(const std::string& configured) {
  if (!configured.empty()) return configured;
  for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"}) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return "/etc/ssl/certs/ca-certificates.crt";
}

Engine::Engine(EngineLimits limits) : loop_(std::make_unique<Loop>(std::move(limits))) {}
Engine::~Engine() = default;

std::uint64_t Engine::start(Request request, BodySink sink, std::function<void(Response)> done) {
  return loop_->start(std::move(request), std::move(sink), std::move(done));
}
void Engine::cancel(std::uint64_t transfer) { loop_->cancel(transfer); }
std::size_t Engine::limit_of(const std::string& host) const { return loop_->limit_of(host); }

base::Awaitable<Response> Engine::fetch(Request request, BodySink sink, std::stop_token stop) {
  std::uint64_t id = 0;
  std::optional<std::stop_callback<std::function<void()>>> on_stop;
  auto response = co_await base::await_callback<Response>([&](std::function<void(Response)> done) {
    id = start(std::move(request), std::move(sink), std::move(done));
    on_stop.emplace(stop, std::function<void()>([this, id] { cancel(id); }));
  });
  on_stop.reset();
  co_return response;
}

}  // namespace af::net
