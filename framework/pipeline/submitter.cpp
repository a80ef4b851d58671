// SPDX-License-Identifier: MIT
#include "pipeline/submitter.h"

#include <algorithm>

#include "pipeline/retry.h"

namespace af::pipeline {
namespace {

using base::Awaitable;
using base::Result;
using base::Status;

constexpr int most_attempts = 5;

}  // namespace

Result<bool> Submitter::is_confirmed(std::int64_t window) const {
  const auto submission = reader_.submission(window);
  if (!submission) return submission.error();
  return *submission && (*submission)->state == store::SubmissionState::confirmed;
}

Awaitable<bool> Submitter::submit(std::int64_t window, std::stop_token stop) {
  for (int attempt = 1;; ++attempt) {
    const auto confirmed = co_await submit_once(window, stop);
    if (confirmed) co_return true;
    log_->error("window {}: the weights could not be submitted (attempt {} of {}): {}", window,
                attempt, most_attempts, confirmed.error().message);
    if (attempt == most_attempts || !may_pass(confirmed.error()) || stop.stop_requested()) {
      co_return false;
    }
    co_await clock_.sleep_for(service_pause * attempt, stop);
  }
}

Awaitable<Status> Submitter::submit_once(std::int64_t window, std::stop_token stop) {
  auto newest = reader_.submission(window);
  if (!newest) co_return newest.error();
  store::Submission submission;
  if (*newest && (*newest)->state != store::SubmissionState::failed) {
    submission = std::move(**newest);
  } else {
    auto planned = co_await store_.plan_submission(window, clock_.unix_ms());
    if (!planned) co_return planned.error();
    submission = std::move(*planned);
  }
  // Whether an earlier run sent a planned one is unknown; the same weights twice do no harm.
  if (submission.state == store::SubmissionState::planned) {
    const auto sent = co_await send(submission);
    if (!sent) co_return sent.error();
  }
  co_return co_await confirm(submission, stop);
}

Awaitable<Status> Submitter::send(store::Submission& submission) {
  auto weights = co_await weights_of(submission.window);
  if (!weights) co_return weights.error();
  const auto receipt = co_await chain_.submit(std::move(*weights));
  if (!receipt) co_return receipt.error();
  submission.bytes = receipt->bytes;
  submission.hash = receipt->hash;
  submission.nonce = receipt->nonce;
  submission.block = receipt->block;
  submission.valid_until = receipt->valid_until;
  co_return co_await advance(submission, store::SubmissionState::sent);
}

Awaitable<Status> Submitter::confirm(store::Submission& submission, std::stop_token stop) {
  const chain::Receipt receipt{submission.bytes, submission.hash, submission.nonce,
                               submission.block, submission.valid_until};
  for (;;) {
    const auto found = co_await chain_.confirm(receipt);
    if (!found) co_return found.error();
    if (found->state == chain::Confirmation::State::confirmed) {
      submission.block = found->block;
      co_return co_await advance(submission, store::SubmissionState::confirmed);
    }
    if (found->state == chain::Confirmation::State::lost) {
      submission.error = "the chain does not show the weights that were sent";
      const auto written = co_await advance(submission, store::SubmissionState::failed);
      if (!written) co_return written.error();
      co_return base::Error{base::Code::service, submission.error};
    }
    if (stop.stop_requested()) co_return stopped();
    co_await clock_.sleep_for(service_pause, stop);
  }
}

Awaitable<Status> Submitter::advance(store::Submission& submission, store::SubmissionState state) {
  submission.state = state;
  submission.updated_ms = clock_.unix_ms();
  return store_.advance(submission);
}

/// Without those who have left since the window was opened: their uid may be somebody else's now.
Awaitable<Result<chain::Weights>> Submitter::weights_of(std::int64_t window) {
  const auto rows = reader_.weights(window);
  if (!rows) co_return rows.error();
  const auto neurons = co_await chain_.metagraph();
  if (!neurons) co_return neurons.error();
  chain::Weights weights;
  bool any = false;
  for (const auto& row : *rows) {
    const bool there =
        std::any_of(neurons->begin(), neurons->end(), [&](const chain::Neuron& neuron) {
          return neuron.uid == row.uid && neuron.hotkey == row.hotkey;
        });
    if (there) weights.emplace_back(row.uid, static_cast<std::uint16_t>(row.weight));
    any = any || (there && row.weight > 0);
  }
  if (!any)
    co_return base::Error{base::Code::failed, "nobody who earned weight is still registered"};
  co_return weights;
}

}  // namespace af::pipeline
