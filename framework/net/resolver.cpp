// SPDX-License-Identifier: MIT
#include "net/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

namespace af::net {
namespace {

constexpr std::chrono::seconds keep_good{300}, keep_bad{10};

Resolver::Answer look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  Resolver::Answer answer;
  if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list); error != 0) {
    // A name that does not exist is the fault of the one who gave it. Anything else may be our
    // network.
    answer.cause = error == EAI_NONAME ? AF_CAUSE_ENDPOINT_REFUSED : AF_CAUSE_NETWORK;
    answer.detail = "cannot resolve " + host + ": " + ::gai_strerror(error);
    return answer;
  }
  for (const addrinfo* item = list; item != nullptr; item = item->ai_next) {
    char text[NI_MAXHOST];
    if (::getnameinfo(item->ai_addr, item->ai_addrlen, text, sizeof(text), nullptr, 0,
                      NI_NUMERICHOST) != 0) {
      continue;
    }
    answer.addresses.push_back(item->ai_family == AF_INET6 ? "[" + std::string(text) + "]" : text);
  }
  ::freeaddrinfo(list);
  return answer;
}

}  // namespace

Resolver::~Resolver() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Resolver::needs_no_lookup(const std::string& host) {
  in6_addr address{};
  return host == "localhost" || host.starts_with('[') ||
         ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

void Resolver::resolve(const std::string& host, std::function<void(const Answer&)> done) {
  std::unique_lock lock(mutex_);
  if (const auto found = known_.find(host);
      found != known_.end() && Clock::now() < found->second.second) {
    const Answer answer = found->second.first;
    lock.unlock();
    done(answer);
    return;
  }
  auto& waiting = waiting_[host];
  waiting.push_back(std::move(done));
  if (waiting.size() > 1) return;
  queue_.push_back(host);
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  wake_.notify_one();
}

void Resolver::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stop_ || !queue_.empty(); });
    if (stop_) return;
    const std::string host = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    const Answer answer = look_up(host);
    lock.lock();
    known_[host] = {answer, Clock::now() + (answer.addresses.empty() ? keep_bad : keep_good)};
    const auto waiting = std::move(waiting_[host]);
    waiting_.erase(host);
    lock.unlock();
    for (const auto& done : waiting) done(answer);
    lock.lock();
  }
}

}  // namespace af::net
