/// The host's side of plugin isolation: one child process, its queue of calls, and what happens
/// when it fails.
///
/// Calls and answers travel in batches. When the child crashes, hangs or sends garbage, every call
/// in hand is suspect: each is tried once more, alone, in a fresh child. The one that fails again
/// is to blame and gets a plugin cause; the others never notice. Restarts back off, and a plugin
/// that fails too often is put in quarantine: calls fail at once, until it is tried again. Failures
/// that follow from one miner's text do not count towards it: nobody can take an environment
/// away from the others.
///
/// Threads: everything happens on one executor.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/async.h"
#include "base/child_process.h"
#include "base/log.h"
#include "base/result.h"
#include "plugin/child/wire.h"

namespace af::plugin {

struct ChildOptions {
  std::string id;                 ///< for messages
  std::filesystem::path plugin;   ///< the shared object
  std::filesystem::path program;  ///< an `af`
  std::chrono::seconds call_time{10};
  std::uint64_t memory_mib = 512;
  std::int64_t crashes_allowed = 5;  ///< within `crash_period`
  std::chrono::seconds crash_period{600};
};

class ChildHost : public std::enable_shared_from_this<ChildHost> {
 public:
  /// Writes a call's op and payload for a child of this generation: state that an earlier child
  /// held is lost, so a call may have to be written differently.
  struct Call {
    Op op;
    std::string payload;
    bool miner = false;  ///< carries text that a miner wrote
  };
  using Encoder = std::function<Call(std::uint64_t generation)>;

  /// What a child answered.
  struct Answer {
    bool pending = false;  ///< the payload is a program request, and the call is to be made again
    std::string payload;   ///< without its first byte
  };

  ChildHost(boost::asio::io_context& context, ChildOptions options, base::Log log);
  ~ChildHost();

  /// Options (JSON) that every child gets from now on.
  void configure(std::string options) { configuration_ = std::move(options); }

  [[nodiscard]] base::Awaitable<base::Result<Answer>> call(Encoder encoder);
  /// Sends a call whose answer does not matter, if the child of that generation still runs.
  void tell(std::uint64_t generation, Call call);

  /// Ends the child of that generation because of what it said, as if it had crashed.
  void distrust(std::uint64_t generation, const std::string& why);

  /// Loads the plugin (and makes the instance once configured); the descriptor as JSON.
  [[nodiscard]] base::Awaitable<base::Result<Answer>> load();

  [[nodiscard]] std::uint64_t crashes() const noexcept { return crash_count_; }
  [[nodiscard]] const std::string& id() const noexcept { return options_.id; }
  [[nodiscard]] pid_t pid() const noexcept { return process_ ? process_->pid() : -1; }

  /// Fails all calls and ends the child; nothing restarts.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  using Done = std::function<void(base::Result<Answer>)>;
  struct Pending {
    std::uint32_t id = 0;
    Encoder encoder;
    Done done;
    bool suspect = false;  ///< was in hand when a child failed
    bool loading = false;  ///< tells a fresh child its plugin; made anew for each
    bool miner = false;    ///< as it was sent: see Call
  };
  /// Sockets and buffers of one child; coroutines that outlive it see that it is not current.
  struct Link;

  void submit(Encoder encoder, Done done);
  void pump();
  bool start();
  void start_load();
  void write_more(const std::shared_ptr<Link>& link);
  void read_more(const std::shared_ptr<Link>& link);
  void read_output(const std::shared_ptr<Link>& link);
  void on_bytes(const std::shared_ptr<Link>& link);
  void watch_front();
  void fail_child(base::Cause cause, const std::string& detail, bool killed);
  void schedule_restart();
  [[nodiscard]] base::Error failure(base::Cause cause, const std::string& detail) const;

  boost::asio::io_context& context_;
  ChildOptions options_;
  base::Log log_;
  std::string configuration_;
  std::optional<base::ChildProcess> process_;
  std::shared_ptr<Link> link_;
  std::deque<Pending> waiting_;  ///< suspects first
  std::deque<Pending> sent_;
  boost::asio::steady_timer front_timer_, restart_timer_;
  std::deque<Clock::time_point> recent_crashes_;
  std::uint64_t generation_ = 0, crash_count_ = 0;
  std::uint32_t next_id_ = 1;
  bool restart_pending_ = false, stopped_ = false;
  Clock::time_point quarantined_until_{};
};

}  // namespace af::plugin
