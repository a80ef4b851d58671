#include "net/engine.h"

#include <atomic>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "net/gate.h"
#include "net/multi.h"
#include "net/resolver.h"
#include "net/transfer.h"

namespace af::net {
namespace {

using Clock = Gate::Clock;
using std::chrono::milliseconds;

constexpr milliseconds sweep_period{50};
/// How long the rest of a body may take once the sink has all it wants.
constexpr milliseconds tail_time{250};

}  // namespace

std::string find_ca_file(const std::string& configured) {
  if (!configured.empty()) return configured;
  for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"}) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return "/etc/ssl/certs/ca-certificates.crt";
}

/// The engine's thread and everything on it.
class Engine::Loop {
 public:
  explicit Loop(EngineLimits limits)
      : limits_(std::move(limits)),
        multi_(limits_.total, limits_.connect, find_ca_file(limits_.ca_file)) {
    thread_ = std::thread([this] { run(); });
  }

  ~Loop() {
    command({Command::Kind::stop, 0, nullptr});
    thread_.join();
  }

  std::uint64_t start(Request request, BodySink sink, std::function<void(Response)> done) {
    auto transfer = std::make_unique<Transfer>();
    transfer->id = next_id_.fetch_add(1);
    transfer->authority = authority_of(request.url);
    transfer->request = std::move(request);
    transfer->sink = std::move(sink);
    transfer->done = std::move(done);
    const std::uint64_t id = transfer->id;
    command({Command::Kind::add, id, std::move(transfer)});
    return id;
  }

  void cancel(std::uint64_t id) { command({Command::Kind::cancel, id, nullptr}); }

  std::size_t limit_of(const std::string& host) const {
    const std::lock_guard lock(mutex_);
    const auto found = published_limits_.find(host);
    return found == published_limits_.end() ? limits_.per_host : found->second;
  }

 private:
  struct Host {
    explicit Host(std::size_t most) : gate(most) {}
    Gate gate;
    std::deque<std::unique_ptr<Transfer>> queue;
  };
  struct Command {
    enum class Kind { add, cancel, resolved, stop } kind;
    std::uint64_t id;
    std::unique_ptr<Transfer> transfer;
    Resolver::Answer answer = {};
  };

  void command(Command item) {
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = commands_.empty();
      commands_.push_back(std::move(item));
    }
    if (first) multi_.wake();  // else the thread has been woken and has not looked yet
  }

  void run() {
    while (!stopping_ || !active_.empty() || !resolving_.empty()) {
      take_commands();
      start_queued();
      multi_.run_once(next_deadline());
      take_finished();
      sweep();
    }
  }

  Clock::time_point next_deadline() const {
    const auto now = Clock::now();
    if (stopping_) return active_.empty() && resolving_.empty() ? now : now + milliseconds(10);
    auto until = now + std::chrono::hours(1);
    if (!active_.empty()) until = std::min(until, next_sweep_);
    for (const auto& [name, host] : hosts_) {
      if (!host.queue.empty())
        until = std::min(until, std::max(host.gate.paused_until(), now + sweep_period));
    }
    return until;
  }

  void take_commands() {
    std::deque<Command> commands;
    {
      const std::lock_guard lock(mutex_);
      commands.swap(commands_);
    }
    for (auto& item : commands) {
      switch (item.kind) {
        case Command::Kind::add:
          if (stopping_) {
            item.transfer->end(AF_CAUSE_OPERATOR_CANCELLED, "cancelled");
          } else {
            auto& host =
                hosts_.try_emplace(item.transfer->authority.key, limits_.per_host).first->second;
            host.queue.push_back(std::move(item.transfer));
          }
          break;
        case Command::Kind::cancel:
          cancel_one(item.id);
          break;
        case Command::Kind::resolved:
          on_resolved(item.id, item.answer);
          break;
        case Command::Kind::stop:
          stop_all();
          break;
      }
    }
  }

  void cancel_one(std::uint64_t id) {
    if (const auto found = active_.find(id); found != active_.end()) {
      found->second->abort(AF_CAUSE_OPERATOR_CANCELLED, "cancelled");
      finish(id, CURLE_ABORTED_BY_CALLBACK);
      return;
    }
    for (auto& [name, host] : hosts_) {
      for (auto& queued : host.queue) {
        if (queued->id != id) continue;
        auto transfer = std::move(queued);
        std::erase(host.queue, nullptr);
        transfer->end(AF_CAUSE_OPERATOR_CANCELLED, "cancelled");
        return;
      }
    }
    if (const auto found = resolving_.find(id); found != resolving_.end()) {
      found->second->verdict = AF_CAUSE_OPERATOR_CANCELLED;  // ends when the answer comes
    }
  }

  void stop_all() {
    stopping_ = true;
    for (auto& [name, host] : hosts_) {
      for (auto& queued : host.queue) queued->end(AF_CAUSE_OPERATOR_CANCELLED, "cancelled");
      host.queue.clear();
    }
    std::vector<std::uint64_t> ids;
    for (const auto& [id, transfer] : active_) ids.push_back(id);
    for (const auto id : ids) cancel_one(id);
  }

  void start_queued() {
    const auto now = Clock::now();
    for (auto& [name, host] : hosts_) {
      while (!host.queue.empty() && host.gate.open(now) &&
             active_.size() + resolving_.size() < limits_.total) {
        auto transfer = std::move(host.queue.front());
        host.queue.pop_front();
        host.gate.started();
        if (Resolver::is_known(transfer->authority.host)) {
          begin(std::move(transfer));
          continue;
        }
        const std::uint64_t id = transfer->id;
        const std::string wanted = transfer->authority.host;
        resolving_.emplace(id, std::move(transfer));
        resolver_.resolve(wanted, [this, id](const Resolver::Answer& answer) {
          command({Command::Kind::resolved, id, nullptr, answer});
        });
      }
    }
  }

  void on_resolved(std::uint64_t id, const Resolver::Answer& answer) {
    const auto found = resolving_.find(id);
    if (found == resolving_.end()) return;
    auto transfer = std::move(found->second);
    resolving_.erase(found);
    if (transfer->verdict != AF_CAUSE_NONE || stopping_) {
      host_of(*transfer).gate.ended();
      transfer->end(AF_CAUSE_OPERATOR_CANCELLED, "cancelled");
    } else if (answer.addresses.empty()) {
      host_of(*transfer).gate.ended();
      transfer->end(answer.cause, answer.detail);
    } else {
      std::string entry = transfer->authority.key + ":";
      for (std::size_t i = 0; i < answer.addresses.size(); ++i) {
        entry += (i > 0 ? "," : "") + answer.addresses[i];
      }
      transfer->addresses = ::curl_slist_append(nullptr, entry.c_str());
      begin(std::move(transfer));
    }
  }

  Host& host_of(const Transfer& transfer) { return hosts_.at(transfer.authority.key); }

  void begin(std::unique_ptr<Transfer> owned) {
    Transfer& transfer = *owned;
    transfer.easy = multi_.lend();
    transfer.started = transfer.last_byte = Clock::now();
    transfer.body_limit = limits_.body_bytes;
    if (active_.empty()) next_sweep_ = transfer.started + sweep_period;
    transfer.set_options();
    active_.emplace(transfer.id, std::move(owned));
    multi_.add(transfer.easy);
  }

  void take_finished() {
    while (const auto finished = multi_.next_finished()) {
      Transfer* transfer = nullptr;
      ::curl_easy_getinfo(finished->first, CURLINFO_PRIVATE, &transfer);
      finish(transfer->id, finished->second);
    }
  }

  void finish(std::uint64_t id, CURLcode code) {
    const auto found = active_.find(id);
    auto transfer = std::move(found->second);
    active_.erase(found);
    long status = 0;
    ::curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    multi_.remove(transfer->easy);
    ::curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, nullptr);
    multi_.give_back(std::exchange(transfer->easy, nullptr));
    auto& response = transfer->response;
    response.status = static_cast<std::uint32_t>(status);
    auto& gate = host_of(*transfer).gate;
    gate.ended();
    if (status == 429 || status == 503) {
      gate.refused(Clock::now(), milliseconds(response.retry_after_ms));
      publish(*transfer, gate);
    } else if (status != 0 && gate.limit() < limits_.per_host) {
      gate.accepted();
      publish(*transfer, gate);
    }
    if (transfer->verdict != AF_CAUSE_NONE) {
      const base::Cause cause = transfer->verdict;
      std::string detail = std::move(transfer->verdict_detail);
      transfer->end(cause, std::move(detail));
    } else if (transfer->satisfied) {
      transfer->end(AF_CAUSE_NONE, "");
    } else {
      std::string detail = code == CURLE_OK             ? ""
                           : transfer->error[0] != '\0' ? transfer->error.data()
                                                        : ::curl_easy_strerror(code);
      transfer->end(cause_of(code), std::move(detail));
    }
  }

  void publish(const Transfer& transfer, const Gate& gate) {
    const std::lock_guard lock(mutex_);
    published_limits_[transfer.authority.key] = gate.limit();
  }

  /// Deadlines that libcurl cannot keep: first byte, silence and total time.
  void sweep() {
    const auto now = Clock::now();
    if (now < next_sweep_ || active_.empty()) return;
    next_sweep_ = now + sweep_period;
    std::vector<std::uint64_t> late;
    for (const auto& [id, transfer] : active_) {
      if (transfer->satisfied) {
        if (now - transfer->sink_done > tail_time) late.push_back(id);
      } else if (now - transfer->started > transfer->request.total) {
        transfer->abort(AF_CAUSE_ENDPOINT_TIMEOUT, "the whole exchange took too long");
      } else if (!transfer->any_byte && now - transfer->started > limits_.first_byte) {
        transfer->abort(AF_CAUSE_ENDPOINT_TIMEOUT, "no first byte in time");
      } else if (transfer->any_byte && now - transfer->last_byte > limits_.silence) {
        transfer->abort(AF_CAUSE_ENDPOINT_TIMEOUT, "silence in the middle of an answer");
      }
      if (transfer->verdict != AF_CAUSE_NONE) late.push_back(id);
    }
    for (const auto id : late) finish(id, CURLE_ABORTED_BY_CALLBACK);
  }

  const EngineLimits limits_;
  std::atomic<std::uint64_t> next_id_{1};
  mutable std::mutex mutex_;
  std::deque<Command> commands_;                         // guarded
  std::map<std::string, std::size_t> published_limits_;  // guarded

  // Everything below belongs to the thread, but for `Multi::wake`.
  Multi multi_;
  Resolver resolver_;
  std::map<std::string, Host> hosts_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Transfer>> active_, resolving_;
  Clock::time_point next_sweep_{};
  bool stopping_ = false;
  std::thread thread_;
};

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
