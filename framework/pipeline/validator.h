/// The validator: windows one after the other, for months.
#pragma once

#include <functional>
#include <optional>

#include "pipeline/runtime.h"
#include "pipeline/window_run.h"
#include "store/store.h"

namespace af::pipeline {

/// What somebody watching wants to hear. Called on the validator's thread.
struct Observer {
  std::function<void(const store::Window&, const Progress&)> on_progress;
  std::function<void(const base::Json& report)> on_window;
};

class Validator {
 public:
  Validator(Runtime& runtime, store::Store& store, store::Reader& reader, const Stop& stop,
            Observer observer, bool dry_run)
      : runtime_(runtime),
        store_(store),
        reader_(reader),
        stop_(stop),
        observer_(std::move(observer)),
        dry_run_(dry_run) {}

  /// Submits the last window's weights if the program ended before they were on the chain, finishes
  /// a window that was open then, and runs `windows` windows (0: until it is stopped), counting the
  /// finished one. True: all done; false: stopped before.
  [[nodiscard]] base::Awaitable<base::Result<bool>> run(std::int64_t windows);

 private:
  [[nodiscard]] base::Awaitable<base::Result<Plan>> make_plan();
  [[nodiscard]] base::Awaitable<base::Result<store::Window>> open_next(std::int64_t after_block,
                                                                       std::int64_t number);
  [[nodiscard]] base::Awaitable<base::Result<bool>> run_window(store::Window window);
  [[nodiscard]] base::Awaitable<base::Status> close(store::Window window, const Plan& plan);
  [[nodiscard]] base::Awaitable<base::Status> submit_left_over();
  [[nodiscard]] base::Awaitable<base::Status> submit(std::int64_t window, const base::Json& report);
  [[nodiscard]] base::Awaitable<base::Result<chain::Weights>> weights_of(std::int64_t window);
  /// One submission up to its confirmation, going on with one that an earlier run left behind; the
  /// block that holds the weights.
  [[nodiscard]] base::Awaitable<base::Result<std::int64_t>> submit_once(std::int64_t window);
  [[nodiscard]] base::Awaitable<base::Status> send(store::Submission& submission);
  [[nodiscard]] base::Awaitable<base::Result<std::int64_t>> confirm(store::Submission& submission);
  [[nodiscard]] base::Awaitable<base::Status> advance(store::Submission& submission,
                                                      store::SubmissionState state);
  /// Asks until there is an answer or a stop (Code::cancelled): in months, services fail and disks
  /// fill up.
  template <class T, class Ask>
  [[nodiscard]] base::Awaitable<base::Result<T>> patiently(Ask ask);

  Runtime& runtime_;
  store::Store& store_;
  store::Reader& reader_;
  const Stop& stop_;
  Observer observer_;
  bool dry_run_;
};

}  // namespace af::pipeline
