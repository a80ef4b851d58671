// SPDX-License-Identifier: MIT
/// The host's side of plugin isolation: one child process, its queue of calls, and the handling of
/// its failures.
///
/// Calls and answers travel in batches. When the child crashes, hangs or sends garbage, every call
/// in hand is suspect. Each suspect is tried once more, alone, in a fresh child. A call that fails
/// again is the cause and gets a plugin cause; the others succeed as if nothing had happened.
///
/// Restarts back off. A plugin that fails too often is put in quarantine: calls fail at once, until
/// the period is over. A failure that follows from one miner's text does not count, or else that
/// miner could take an environment away from the others.
///
/// Threads: everything happens on one executor.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/child_process.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "plugin/child/failure_window.h"
#include "plugin/child/link.h"
#include "plugin/child/wire.h"

namespace af::plugin {

/// How a plugin's process is run.
struct ChildOptions {
  std::string id;                     ///< for messages
  std::filesystem::path plugin;       ///< the shared object
  std::filesystem::path program;      ///< an `af`
  std::chrono::seconds call_time{0};  ///< for each call; then the child is killed
  std::uint64_t memory_mib = 0;       ///< address space
  std::int64_t crashes_allowed = 0;   ///< within `crash_period`: this many bring quarantine
  std::chrono::seconds crash_period{600};
};

/// Starts, feeds, restarts and ends the child process of one plugin. Must be owned by a shared_ptr.
class ChildHost : public std::enable_shared_from_this<ChildHost> {
 public:
  /// An operation and its payload.
  struct Call {
    Op op;
    std::string payload;
    bool miner = false;  ///< carries text that a miner wrote
  };
  /// Writes a call for the child of this generation. A fresh child has none of an earlier one's
  /// state, so a call may have to be written differently. Called once for each try.
  using Encoder = std::function<Call(std::uint64_t generation)>;

  /// A child's answer.
  struct Answer {
    bool pending = false;  ///< the payload is a program request, and the call is to be made again
    std::string payload;   ///< without its first byte
  };

  /// Starts nothing; the first call starts the child. `context` must outlive this object.
  ChildHost(boost::asio::io_context& context, ChildOptions options,
            std::shared_ptr<base::Clock> clock, base::Log log);
  ~ChildHost();

  /// Options (JSON) that every child gets from now on.
  void configure(std::string options) { configuration_ = std::move(options); }

  /// Queues a call and waits for its answer. Fails with a plugin cause when the call makes the
  /// plugin fail twice, in quarantine, or with the plugin's own error.
  [[nodiscard]] base::Awaitable<base::Result<Answer>> call(Encoder encoder);
  /// Sends a call whose answer does not matter, if the child of that generation still runs.
  void notify(std::uint64_t generation, Call call);

  /// Ends the child of that generation because an answer of it broke the contract, as if it had
  /// crashed.
  void report_contract_violation(std::uint64_t generation, const std::string& why);

  /// Loads the plugin (and makes the instance once configured); the descriptor as JSON.
  [[nodiscard]] base::Awaitable<base::Result<Answer>> load();

  /// How many times the child has failed, for whatever reason.
  [[nodiscard]] std::uint64_t crashes() const noexcept { return crash_count_; }
  /// The id in the options.
  [[nodiscard]] const std::string& id() const noexcept { return options_.id; }
  /// The child's process id; -1 when none runs.
  [[nodiscard]] pid_t pid() const noexcept { return process_ ? process_->pid() : -1; }

  /// Fails all calls and ends the child; nothing restarts.
  void stop();

 private:
  using Time = std::chrono::steady_clock::time_point;
  using Done = std::function<void(base::Result<Answer>)>;
  struct Pending {
    std::uint32_t id = 0;
    Encoder encoder;
    Done done;
    bool suspect = false;  ///< was in hand when a child failed
    bool loading = false;  ///< loads the plugin into a fresh child; made anew for each
    bool miner = false;    ///< as it was sent: see Call
  };

  void submit(Encoder encoder, Done done);
  void pump();
  bool start();
  void queue_load();
  [[nodiscard]] Call load_call() const;
  [[nodiscard]] ChildLink::Handlers link_handlers();
  [[nodiscard]] std::optional<base::Result<Answer>> read_answer(const base::Frame& frame) const;
  void on_bytes();
  /// Calls `work` after a pause, unless this host has gone by then; keeps the clock that long.
  [[nodiscard]] base::Timer after(std::chrono::nanoseconds duration,
                                  std::function<void(ChildHost&)> work);
  void watch_front();
  /// Returns how it ended.
  std::string end_child(bool killed);
  void fail_child(base::Cause cause, const std::string& detail, bool killed);
  void requeue_suspects();
  void quarantine(Time now, std::vector<Done>& failed);
  void schedule_restart();
  [[nodiscard]] base::Error failure(base::Cause cause, const std::string& detail) const;

  boost::asio::io_context& context_;
  ChildOptions options_;
  std::shared_ptr<base::Clock> clock_;
  base::Log log_;
  std::string configuration_;
  std::optional<base::ChildProcess> process_;
  std::shared_ptr<ChildLink> link_;
  std::deque<Pending> waiting_;  ///< suspects first
  std::deque<Pending> sent_;
  base::Timer front_watch_;  ///< for the first answer
  base::Timer restart_;      ///< the pause before one
  FailureWindow failures_;
  std::uint64_t generation_ = 0, crash_count_ = 0;
  std::uint32_t next_id_ = 1;
  bool restart_pending_ = false, stopped_ = false;
  Time quarantined_until_{};
};

}  // namespace af::plugin
