// SPDX-License-Identifier: MIT
/// An environment in this process: the ABI's tables as ordinary C++. A plugin's child process uses
/// it, and the host for environments that run in process.
#pragma once

#include <memory>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "plugin/boundary/call_frame.h"
#include "plugin/boundary/library.h"
#include "plugin/boundary/program_runs.h"
#include "plugin/types.h"

namespace af::plugin {

/// Most bytes of either part of a task, and of a reference reply.
constexpr std::size_t max_task_bytes = 4u << 20;

class LocalEpisode;

/// What a call may use besides its arguments.
struct CallContext {
  std::uint64_t deadline_ns = 0;  ///< monotonic; 0: none
  ProgramRuns* runs = nullptr;    ///< null: it may ask for no programs
};

/// One instance of an environment plugin. Functions marked [any thread] may run at once.
class LocalEnvironment : public std::enable_shared_from_this<LocalEnvironment> {
 public:
  /// Makes an instance. `options` fit the descriptor's schema, with defaults filled in.
  [[nodiscard]] static base::Result<std::shared_ptr<LocalEnvironment>> create(
      const Library& library, const base::Json& options, base::Log log);
  ~LocalEnvironment();
  LocalEnvironment(const LocalEnvironment&) = delete;
  LocalEnvironment& operator=(const LocalEnvironment&) = delete;

  /// The plugin's description of itself, with its abilities.
  [[nodiscard]] const EnvironmentDescriptor& descriptor() const noexcept { return descriptor_; }
  /// The task of (level, seed). A call that fails and leaves a request in `runs->wanted` is to be
  /// made again: see program_runs.h. [any thread]
  [[nodiscard]] base::Result<Task> make_task(std::uint32_t level, const base::Seed& seed,
                                             const CallContext& context);
  /// Opens an episode on a task. [any thread]
  [[nodiscard]] base::Result<std::unique_ptr<LocalEpisode>> open(Task task,
                                                                 const CallContext& context);

 private:
  friend class LocalEpisode;
  LocalEnvironment(EnvironmentDescriptor descriptor, base::Log log)
      : descriptor_(std::move(descriptor)), log_(std::move(log)) {}

  EnvironmentDescriptor descriptor_;
  base::Log log_;
  const AfEnvironment* functions_ = nullptr;
  void* instance_ = nullptr;
};

/// One episode; closes itself. Not thread-safe. After a call that leaves a request in
/// `runs->wanted` the episode must be discarded.
class LocalEpisode {
 public:
  ~LocalEpisode();
  LocalEpisode(const LocalEpisode&) = delete;
  LocalEpisode& operator=(const LocalEpisode&) = delete;

  /// The messages to send now.
  [[nodiscard]] base::Result<Turn> observe(const CallContext& context);
  /// Delivers a reply: the next messages, or the verdict when the episode is finished.
  [[nodiscard]] base::Result<Turn> step(const Reply& reply, const CallContext& context);
  /// Ends early: always a verdict.
  [[nodiscard]] base::Result<Turn> end(AfEnd why, const CallContext& context);
  /// The environment's own replies; what it does not offer is empty.
  [[nodiscard]] base::Result<References> references(const base::Seed& seed,
                                                    const CallContext& context);

 private:
  friend class LocalEnvironment;
  LocalEpisode(std::shared_ptr<LocalEnvironment> environment, Task task)
      : environment_(std::move(environment)), task_(std::move(task)) {}
  [[nodiscard]] CallFrame frame(const CallContext& context) const;
  [[nodiscard]] base::Result<Turn> judge(const CallContext& context);
  [[nodiscard]] base::Result<Turn> checked(Turn turn) const;

  std::shared_ptr<LocalEnvironment> environment_;
  Task task_;  // borrowed by the episode
  void* episode_ = nullptr;
  std::size_t steps_ = 0;
};

}  // namespace af::plugin
