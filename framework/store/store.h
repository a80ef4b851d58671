// SPDX-License-Identifier: MIT
/// The system of record as others see it: what is written while windows run, and what can be read
/// back. `open.h` opens the real one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "store/rows.h"
#include "store/submission.h"

namespace af::store {

/// Reads; safe beside a writer in this or another process. One thread at a time.
class Reader {
 public:
  virtual ~Reader() = default;

  /// All windows by number.
  [[nodiscard]] virtual base::Result<std::vector<Window>> windows() = 0;
  /// The newest window, or nothing.
  [[nodiscard]] virtual base::Result<std::optional<Window>> last_window() = 0;
  /// Whether conversations and replies, by far the largest part of a record, are read too.
  enum class Texts { with, without };
  /// Calls `take` for each rollout of a window, by environment, task and hotkey.
  [[nodiscard]] virtual base::Status rollouts(std::int64_t window, Texts texts,
                                              const std::function<void(const Rollout&)>& take) = 0;
  /// How many rollouts of a window are in each state; every state is there.
  [[nodiscard]] virtual base::Result<std::map<State, std::int64_t>> counts(std::int64_t window) = 0;
  /// The rollout of this id, or nothing.
  [[nodiscard]] virtual base::Result<std::optional<Rollout>> rollout(std::int64_t id) = 0;
  /// By uid and environment; empty while the window is open.
  [[nodiscard]] virtual base::Result<std::vector<Score>> scores(std::int64_t window) = 0;
  /// By uid; empty while the window is open.
  [[nodiscard]] virtual base::Result<std::vector<Weight>> weights(std::int64_t window) = 0;
  /// Nothing while the window is open.
  [[nodiscard]] virtual base::Result<std::optional<Decision>> decision(std::int64_t window) = 0;
  /// The newest submission of a window's weights, or nothing. All before it have failed.
  [[nodiscard]] virtual base::Result<std::optional<Submission>> submission(std::int64_t window) = 0;
};

/// Writes. Every call returns when its write is durable, or with the reason why it is not there. A
/// full disk is no failure: the write waits until there is room. Callable from any thread; the
/// coroutine goes on on its own executor.
class Store {
 public:
  virtual ~Store() = default;

  /// A rollout that is there already (same window, environment, task and hotkey) is left as it is.
  /// The digest is computed here.
  [[nodiscard]] virtual base::Awaitable<base::Status> append(Rollout rollout) = 0;
  /// Records a window that has no rollouts yet, with its secret.
  [[nodiscard]] virtual base::Awaitable<base::Status> open_window(Window window) = 0;
  /// Closes a window and records what followed from it, all or nothing.
  [[nodiscard]] virtual base::Awaitable<base::Status> close_window(Window window,
                                                                   std::vector<Score> scores,
                                                                   std::vector<Weight> weights,
                                                                   Decision decision) = 0;
  /// Begins a submission in state `planned`. Code::failed when the window has one that has not
  /// failed.
  [[nodiscard]] virtual base::Awaitable<base::Result<Submission>> plan_submission(
      std::int64_t window, std::int64_t now_ms) = 0;
  /// Records the next state of a submission with all its fields. Code::failed when that state may
  /// not follow the recorded one, or when there is no such submission.
  [[nodiscard]] virtual base::Awaitable<base::Status> advance(Submission submission) = 0;
};

}  // namespace af::store
