// SPDX-License-Identifier: MIT
/// The engine's thread and everything on it: queues per host, running transfers, deadlines.
///
/// Commands come from any thread through a guarded list. The thread starts queued transfers as the
/// gates allow, lets libcurl work, collects what has ended, and ends what is late.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "net/engine.h"
#include "net/gate.h"
#include "net/multi.h"
#include "net/resolver.h"
#include "net/transfer.h"

namespace af::net {

/// The engine's thread and its queues. Its functions are those of Engine with the same names, whose
/// contracts hold here too.
class Loop {
 public:
  /// Starts the thread.
  explicit Loop(EngineLimits limits);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Starts a transfer: Engine::start.
  std::uint64_t start(Request request, BodySink sink, std::function<void(Response)> done);
  /// Ends a transfer soon: Engine::cancel.
  void cancel(std::uint64_t id);
  /// A host's present limit: Engine::limit_of.
  [[nodiscard]] std::size_t limit_of(const std::string& host) const;

 private:
  using Clock = Gate::Clock;
  /// What is asked of one host, and what waits for it.
  struct Host {
    explicit Host(std::size_t most) : gate(most) {}
    Gate gate;
    std::deque<std::unique_ptr<Transfer>> queue;
  };
  struct Command {
    enum class Kind { add, cancel, resolved, stop } kind;
    std::uint64_t id;
    std::unique_ptr<Transfer> transfer;  ///< of `add`
    Resolver::Answer answer = {};        ///< of `resolved`
  };

  void post(Command command);
  void run();
  [[nodiscard]] Clock::time_point next_deadline() const;
  void take_commands();
  void cancel_one(std::uint64_t id);
  void stop_all();
  void start_queued();
  void on_resolved(std::uint64_t id, const Resolver::Answer& answer);
  [[nodiscard]] Host& host_of(const Transfer& transfer);
  void begin(std::unique_ptr<Transfer> owned);
  void take_finished();
  void finish(std::uint64_t id, CURLcode code);
  void update_gate(const Transfer& transfer);
  void sweep();

  const EngineLimits limits_;
  std::atomic<std::uint64_t> next_id_{1};
  mutable std::mutex mutex_;
  std::deque<Command> commands_;                         ///< guarded by mutex_
  std::map<std::string, std::size_t> published_limits_;  ///< guarded by mutex_

  // Everything below belongs to the thread, except for `Multi::wake`.
  Multi multi_;
  Resolver resolver_;
  std::map<std::string, Host> hosts_;  ///< by "host:port"
  std::unordered_map<std::uint64_t, std::unique_ptr<Transfer>> active_, resolving_;
  Clock::time_point next_sweep_{};
  bool stopping_ = false;
  std::thread thread_;  ///< last, so that it starts when everything else is ready
};

}  // namespace af::net
