// SPDX-License-Identifier: MIT
/// The validator: windows one after the other, for months.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/log.h"
#include "pipeline/submitter.h"
#include "pipeline/window_run.h"
#include "store/store.h"

namespace af::pipeline {

/// What somebody watching may follow. Called on the validator's thread.
struct Observer {
  /// When a window's rollouts begin, and after each of them that is recorded.
  std::function<void(const store::Window&, const Progress&)> on_progress;
  /// When a window is decided and its weights, if any, are submitted. See pipeline::report.
  std::function<void(const base::Json& report)> on_window;
};

/// What a validator works with; all of it outlives the validator.
struct ValidatorServices {
  chain::Chain& chain;
  EndpointResolver& endpoints;
  RolloutExecutor& executor;
  store::Store& store;
  store::Reader& reader;
  base::Clock& clock;
  const Stop& stop;
  base::Log log;
};

/// What the configuration decides.
struct ValidatorOptions {
  config::PipelineConfig pipeline;
  config::ScoringConfig scoring;
  std::vector<PlannedEnvironment> environments;  ///< as they are loaded now
  bool dry_run = false;                          ///< decide, but submit no weights
};

/// The validator's loop: opens windows, has them played, decides, and submits the weights. Whatever
/// it needs to go on after a crash is in the record. Everything happens on one executor; the
/// services outlive it.
class Validator {
 public:
  /// Borrows the services.
  Validator(ValidatorServices services, ValidatorOptions options, Observer observer)
      : services_(std::move(services)),
        options_(std::move(options)),
        observer_(std::move(observer)),
        submitter_(services_.chain, services_.store, services_.reader, services_.clock,
                   services_.log) {}

  /// Submits the last window's weights if the program ended before they were on the chain, finishes
  /// a window that was open then, and runs `windows` windows (0: until it is stopped), counting the
  /// finished one. True: all done; false: stopped before.
  [[nodiscard]] base::Awaitable<base::Result<bool>> run(std::int64_t windows);

 private:
  [[nodiscard]] base::Awaitable<base::Result<std::optional<store::Window>>> next_window();
  [[nodiscard]] base::Awaitable<base::Result<Plan>> make_plan();
  [[nodiscard]] base::Awaitable<base::Result<store::Window>> open_window(std::int64_t after_block,
                                                                         std::int64_t number);
  [[nodiscard]] base::Awaitable<base::Result<bool>> run_window(store::Window window);
  [[nodiscard]] base::Status check_environments(const store::Window& window,
                                                const Plan& plan) const;
  [[nodiscard]] base::Awaitable<base::Status> close(store::Window window, const Plan& plan);
  [[nodiscard]] base::Awaitable<base::Status> submit_left_over();
  /// Submits a window's weights, unless this is a dry run, and reports the window.
  [[nodiscard]] base::Awaitable<void> submit(std::int64_t window, base::Json line);
  /// Repeats a request until it is answered, fails for good, or a stop is requested
  /// (Code::cancelled): in months, services fail and disks fill up.
  template <class T, class Request>
  [[nodiscard]] base::Awaitable<base::Result<T>> retry_until_available(Request request);

  ValidatorServices services_;
  ValidatorOptions options_;
  Observer observer_;
  Submitter submitter_;
};

}  // namespace af::pipeline
