/// Runs untrusted programs: the one way to do so for the whole program.
///
/// A fixed number of slots, each a supervisor process on a CPU of its own, shared by all who ask.
/// Jobs wait in the order in which they came. What goes wrong with the machine is tried again,
/// elsewhere, and is never a verdict; but a program that alone keeps going wrong while others run
/// well is charged with it, so that nobody can buy an excuse.
///
/// Threads: everything happens on one executor.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/log.h"
#include "base/result.h"
#include "sandbox/slot.h"

namespace af::sandbox {

struct Options {
  std::filesystem::path program;  ///< an `af`
  LayerSet accepted;              ///< layers that may be missing
  unsigned slots = 0;  ///< runs at the same time; 0: one less than there are CPUs, at least one
};

class Sandbox : public std::enable_shared_from_this<Sandbox> {
 public:
  Sandbox(boost::asio::io_context& context, Options options, base::Log log);
  ~Sandbox();

  /// Starts a slot and runs the self-test: the layers that are on, or everything that is wrong.
  [[nodiscard]] base::Awaitable<base::Result<LayerSet>> probe();

  /// Runs a program once for each input, each run in a process of its own, several at the same
  /// time; results in the order of the inputs. A program that must be compiled is compiled once.
  /// Fails with AF_CAUSE_SANDBOX_UNAVAILABLE if the machine is at fault, or
  /// AF_CAUSE_OPERATOR_CANCELLED after `stop`; then there is no result at all.
  [[nodiscard]] base::Awaitable<base::Result<std::vector<Run>>> run(Program program,
                                                                    std::vector<std::string> inputs,
                                                                    Limits limits);

  /// Ends all slots; jobs in hand fail.
  void stop();

 private:
  struct Batch;
  [[nodiscard]] base::Awaitable<base::Result<Run>> run_one(const Job& job);
  [[nodiscard]] base::Awaitable<base::Result<Run>> insist(Slot& slot, const Job& job);
  [[nodiscard]] base::Awaitable<base::Status> test(Slot& slot);
  [[nodiscard]] base::Awaitable<base::Result<Program>> compiled(Program program, Run& failure);
  [[nodiscard]] static base::Awaitable<void> work(std::shared_ptr<Sandbox> self,
                                                  std::shared_ptr<Batch> batch);
  void note_health(const std::string& language, const base::Status& status);

  boost::asio::io_context& context_;
  Options options_;
  base::Log log_;
  std::vector<std::unique_ptr<Slot>> idle_;
  std::vector<Slot*> all_;
  base::Semaphore free_;
  struct Health {
    std::string complaint;  ///< what was last said to be wrong; empty while all is well
    std::chrono::steady_clock::time_point not_before{};
  };
  std::map<std::string, Health> health_;  ///< by language
  bool stopped_ = false;
};

}  // namespace af::sandbox
