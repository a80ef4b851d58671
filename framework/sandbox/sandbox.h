// SPDX-License-Identifier: MIT
/// Runs untrusted programs: the one way to do so for the whole program.
///
/// A fixed number of slots, each a supervisor process on a CPU of its own, is shared by all
/// callers. Jobs wait in the order in which they came. A failure of the machine is retried on a
/// fresh zygote and never becomes a verdict. A program that fails alone, while others succeed in
/// the same slot, is charged with the failure; otherwise it could void its own tasks.
///
/// Threads: everything happens on one executor.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/log.h"
#include "base/result.h"
#include "sandbox/slot_pool.h"

namespace af::sandbox {

/// How a sandbox is set up.
struct Options {
  std::filesystem::path program;  ///< the `af` executable, which supervisors are started from
  LayerSet accepted;              ///< layers that may be missing
  unsigned slots = 0;  ///< runs at the same time; 0: one less than there are CPUs, at least one
};

/// Owns its slots; their processes end with it. `context` must outlive it.
class Sandbox : public std::enable_shared_from_this<Sandbox> {
 public:
  /// Starts nothing; the context outlives the sandbox.
  Sandbox(boost::asio::io_context& context, Options options, base::Log log);
  ~Sandbox();

  /// Starts a slot and runs the self-test. Returns the layers that are on. Fails with
  /// AF_CAUSE_SANDBOX_UNAVAILABLE and everything that is missing or went wrong.
  [[nodiscard]] base::Awaitable<base::Result<LayerSet>> probe();

  /// Runs a program once for each input, each run in a process of its own, several at the same
  /// time. Results are in the order of the inputs. A compiled language is compiled once; a program
  /// that does not compile, or is none (see reason_to_reject), is `rejected` for every input.
  ///
  /// Fails with AF_CAUSE_PLUGIN_CONTRACT for an unknown language or an input above 16 MiB, with
  /// AF_CAUSE_SANDBOX_UNAVAILABLE if the machine is at fault, and with AF_CAUSE_OPERATOR_CANCELLED
  /// after `stop`. A failure leaves no result of any input.
  [[nodiscard]] base::Awaitable<base::Result<std::vector<Run>>> run(Program program,
                                                                    std::vector<std::string> inputs,
                                                                    RunLimits limits);

  /// Ends all slots. Runs in hand and later calls fail.
  void stop();

 private:
  [[nodiscard]] base::Awaitable<base::Result<Run>> run_one(const Job& job);
  [[nodiscard]] base::Awaitable<base::Result<Run>> run_with_retries(Slot& slot, const Job& job);
  [[nodiscard]] base::Awaitable<base::Status> test(Slot& slot);
  [[nodiscard]] base::Awaitable<base::Result<Run>> compile(const Program& program,
                                                           const RunLimits& limits);
  void record_health(const std::string& language, const base::Status& status);

  base::Log log_;
  std::shared_ptr<SlotPool> slots_;
  struct Health {
    std::string error;  ///< the last failure that was logged; empty while runs succeed
    std::chrono::steady_clock::time_point retry_after{};
  };
  std::map<std::string, Health> health_;  ///< by language
  bool stopped_ = false;
};

}  // namespace af::sandbox
