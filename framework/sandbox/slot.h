// SPDX-License-Identifier: MIT
/// The host's side of one slot: its supervisor process, and one job at a time.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/async.h"
#include "base/child_process.h"
#include "base/result.h"
#include "sandbox/cgroup.h"
#include "sandbox/layers.h"
#include "sandbox/messages.h"

namespace af::sandbox {

/// Owns the supervisor's process and the slot's cgroup. For one thread; `context` must outlive it.
class Slot {
 public:
  /// `program`: the `af` executable. `accepted`: layers that may be missing. `number`: from 0;
  /// tells the ids, the CPU and the cgroup of the slots of one machine apart.
  Slot(boost::asio::io_context& context, std::filesystem::path program, LayerSet accepted,
       unsigned number);
  ~Slot();

  /// Starts the supervisor unless it runs. Returns the layers that are on, or why it refuses.
  [[nodiscard]] base::Awaitable<base::Result<LayerSet>> start();
  /// Starts the supervisor if needed and runs one program. Fails with Code::service if the machine
  /// cannot run any program, and with Code::failed if the supervisor was lost during this one. One
  /// call at a time.
  [[nodiscard]] base::Awaitable<base::Result<Run>> run(const Job& job);
  /// Whether the running supervisor passed the self-test within the last hour.
  [[nodiscard]] bool is_tested() const noexcept {
    return link_ && std::chrono::steady_clock::now() < tested_until_;
  }
  /// To be called when the self-test has passed.
  void mark_tested() noexcept {
    tested_until_ = std::chrono::steady_clock::now() + std::chrono::hours(1);
  }
  /// Ends the supervisor; the next job starts a fresh one. A run in hand fails.
  void restart();

 private:
  struct Link;
  [[nodiscard]] base::Status spawn();
  [[nodiscard]] base::Awaitable<base::Result<std::string>> receive(Message wanted,
                                                                   std::uint64_t timeout_ms);

  boost::asio::io_context& context_;
  std::filesystem::path program_;
  LayerSet accepted_, layers_;
  unsigned number_;
  std::optional<Cgroup> cgroup_;
  std::optional<base::ChildProcess> process_;
  std::shared_ptr<Link> link_;
  std::chrono::steady_clock::time_point tested_until_{};
};

}  // namespace af::sandbox
