// SPDX-License-Identifier: MIT
/// Brings a window's weights onto the chain, and records how far each submission is.
#pragma once

#include <cstdint>
#include <stop_token>

#include "base/async.h"
#include "base/clock.h"
#include "base/log.h"
#include "chain/chain.h"
#include "store/store.h"

namespace af::pipeline {

/// Submits a window's weights and follows each submission in the record until the chain confirms
/// it. Everything happens on one executor; what is borrowed outlives it.
class Submitter {
 public:
  /// Borrows chain, store, reader and clock.
  Submitter(chain::Chain& chain, store::Store& store, store::Reader& reader, base::Clock& clock,
            base::Log log)
      : chain_(chain), store_(store), reader_(reader), clock_(clock), log_(std::move(log)) {}

  /// Submits the weights of a closed window and waits until the chain confirms them, in a bounded
  /// number of attempts. A submission that an earlier run has sent is confirmed, not sent again.
  /// True: the chain shows the weights. False: not now; the next start tries again.
  [[nodiscard]] base::Awaitable<bool> submit(std::int64_t window, std::stop_token stop);

  /// Whether the chain has confirmed the weights of a window.
  [[nodiscard]] base::Result<bool> is_confirmed(std::int64_t window) const;

 private:
  [[nodiscard]] base::Awaitable<base::Status> submit_once(std::int64_t window,
                                                          std::stop_token stop);
  [[nodiscard]] base::Awaitable<base::Status> send(store::Submission& submission);
  [[nodiscard]] base::Awaitable<base::Status> confirm(store::Submission& submission,
                                                      std::stop_token stop);
  [[nodiscard]] base::Awaitable<base::Status> advance(store::Submission& submission,
                                                      store::SubmissionState state);
  [[nodiscard]] base::Awaitable<base::Result<chain::Weights>> weights_of(std::int64_t window);

  chain::Chain& chain_;
  store::Store& store_;
  store::Reader& reader_;
  base::Clock& clock_;
  base::Log log_;
};

}  // namespace af::pipeline
