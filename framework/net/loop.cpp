// SPDX-License-Identifier: MIT
#include "net/loop.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace af::net {
namespace {

using std::chrono::milliseconds;

/// How often deadlines are checked.
constexpr milliseconds sweep_period{50};
/// How long the rest of a body may take once the sink needs no more.
constexpr milliseconds tail_time{250};

}  // namespace

Loop::Loop(EngineLimits limits)
    : limits_(std::move(limits)),
      multi_(limits_.total, limits_.connect, find_ca_file(limits_.ca_file)) {
  thread_ = std::thread([this] { run(); });
}

Loop::~Loop() {
  post({Command::Kind::stop, 0, nullptr});
  thread_.join();
}

std::uint64_t Loop::start(Request request, BodySink sink, std::function<void(Response)> done) {
  auto transfer = std::make_unique<Transfer>();
  transfer->id = next_id_.fetch_add(1);
  transfer->authority = authority_of(request.url);
  transfer->request = std::move(request);
  transfer->sink = std::move(sink);
  transfer->done = std::move(done);
  const std::uint64_t id = transfer->id;
  post({Command::Kind::add, id, std::move(transfer)});
  return id;
}

void Loop::cancel(std::uint64_t id) { post({Command::Kind::cancel, id, nullptr}); }

std::size_t Loop::limit_of(const std::string& host) const {
  const std::lock_guard lock(mutex_);
  const auto found = published_limits_.find(host);
  return found == published_limits_.end() ? limits_.per_host : found->second;
}

void Loop::post(Command command) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = commands_.empty();
    commands_.push_back(std::move(command));
  }
  if (first) multi_.wake();  // otherwise the thread was woken before and has yet to look
}

void Loop::run() {
  while (!stopping_ || !active_.empty() || !resolving_.empty()) {
    take_commands();
    start_queued();
    multi_.run_once(next_deadline());
    take_finished();
    sweep();
  }
}

Loop::Clock::time_point Loop::next_deadline() const {
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

void Loop::take_commands() {
  std::deque<Command> commands;
  {
    const std::lock_guard lock(mutex_);
    commands.swap(commands_);
  }
  for (auto& command : commands) {
    switch (command.kind) {
      case Command::Kind::add:
        if (stopping_) {
          command.transfer->end(AF_CAUSE_OPERATOR_CANCELLED, "cancelled");
        } else {
          auto& host =
              hosts_.try_emplace(command.transfer->authority.key, limits_.per_host).first->second;
          host.queue.push_back(std::move(command.transfer));
        }
        break;
      case Command::Kind::cancel:
        cancel_one(command.id);
        break;
      case Command::Kind::resolved:
        on_resolved(command.id, command.answer);
        break;
      case Command::Kind::stop:
        stop_all();
        break;
    }
  }
}

void Loop::cancel_one(std::uint64_t id) {
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
    // It ends when the resolver answers.
    found->second->abort(AF_CAUSE_OPERATOR_CANCELLED, "cancelled");
  }
}

void Loop::stop_all() {
  stopping_ = true;
  for (auto& [name, host] : hosts_) {
    for (auto& queued : host.queue) queued->end(AF_CAUSE_OPERATOR_CANCELLED, "cancelled");
    host.queue.clear();
  }
  std::vector<std::uint64_t> ids;
  for (const auto& [id, transfer] : active_) ids.push_back(id);
  for (const auto id : ids) cancel_one(id);
}

void Loop::start_queued() {
  const auto now = Clock::now();
  for (auto& [name, host] : hosts_) {
    while (!host.queue.empty() && host.gate.open(now) &&
           active_.size() + resolving_.size() < limits_.total) {
      auto transfer = std::move(host.queue.front());
      host.queue.pop_front();
      host.gate.started();
      if (Resolver::needs_no_lookup(transfer->authority.host)) {
        begin(std::move(transfer));
        continue;
      }
      const std::uint64_t id = transfer->id;
      const std::string wanted = transfer->authority.host;
      resolving_.emplace(id, std::move(transfer));
      resolver_.resolve(wanted, [this, id](const Resolver::Answer& answer) {
        post({Command::Kind::resolved, id, nullptr, answer});
      });
    }
  }
}

void Loop::on_resolved(std::uint64_t id, const Resolver::Answer& answer) {
  const auto found = resolving_.find(id);
  if (found == resolving_.end()) return;
  auto transfer = std::move(found->second);
  resolving_.erase(found);
  if (transfer->abort_cause != AF_CAUSE_NONE || stopping_) {
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

Loop::Host& Loop::host_of(const Transfer& transfer) { return hosts_.at(transfer.authority.key); }

void Loop::begin(std::unique_ptr<Transfer> owned) {
  Transfer& transfer = *owned;
  transfer.easy = multi_.lend();
  transfer.started = transfer.last_byte = Clock::now();
  transfer.body_limit = limits_.body_bytes;
  if (active_.empty()) next_sweep_ = transfer.started + sweep_period;
  transfer.set_options();
  active_.emplace(transfer.id, std::move(owned));
  multi_.add(transfer.easy);
}

void Loop::take_finished() {
  while (const auto finished = multi_.next_finished()) {
    Transfer* transfer = nullptr;
    ::curl_easy_getinfo(finished->first, CURLINFO_PRIVATE, &transfer);
    finish(transfer->id, finished->second);
  }
}

void Loop::finish(std::uint64_t id, CURLcode code) {
  const auto found = active_.find(id);
  auto transfer = std::move(found->second);
  active_.erase(found);
  long status = 0;
  ::curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  transfer->response.status = static_cast<std::uint32_t>(status);
  multi_.remove(transfer->easy);
  ::curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, nullptr);
  multi_.give_back(std::exchange(transfer->easy, nullptr));
  update_gate(*transfer);
  if (transfer->abort_cause != AF_CAUSE_NONE) {
    std::string detail = std::move(transfer->abort_detail);
    transfer->end(transfer->abort_cause, std::move(detail));
  } else if (transfer->satisfied) {
    transfer->end(AF_CAUSE_NONE, "");
  } else {
    std::string detail = code == CURLE_OK             ? ""
                         : transfer->error[0] != '\0' ? transfer->error.data()
                                                      : ::curl_easy_strerror(code);
    transfer->end(cause_of(code), std::move(detail));
  }
}

/// Counts the end of a transfer, and adapts how much its host is asked.
void Loop::update_gate(const Transfer& transfer) {
  Gate& gate = host_of(transfer).gate;
  const Response& response = transfer.response;
  gate.ended();
  if (response.status == 429 || response.status == 503) {
    gate.refused(Clock::now(), milliseconds(response.retry_after_ms));
  } else if (response.status != 0 && gate.limit() < limits_.per_host) {
    gate.accepted();
  } else {
    return;
  }
  const std::lock_guard lock(mutex_);
  published_limits_[transfer.authority.key] = gate.limit();
}

/// Ends transfers that are past a deadline that libcurl does not keep: first byte, silence, total.
void Loop::sweep() {
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
    if (transfer->abort_cause != AF_CAUSE_NONE) late.push_back(id);
  }
  for (const auto id : late) finish(id, CURLE_ABORTED_BY_CALLBACK);
}

}  // namespace af::net
