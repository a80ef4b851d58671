// SPDX-License-Identifier: MIT
/// A submission of weights: one attempt to bring a window's weights onto the chain, as a state
/// machine that survives a crash at any point.
///
///     planned → signed → sent → included → revealed → confirmed
///
/// `signed`, `included` and `revealed` are left out by chains that do not show them; every state
/// but `confirmed` can end in `failed`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace af::store {

/// How far a submission of weights has come (docs/formats.md has the legal steps).
enum class SubmissionState {
  planned,    ///< decided on; nothing left the program unless it ended before recording more
  signed_,    ///< the bytes are fixed, not yet sent
  sent,       ///< handed to the chain
  included,   ///< in a block, perhaps hidden until it is revealed
  revealed,   ///< readable on the chain, not final yet
  confirmed,  ///< the chain shows these weights; final
  failed,     ///< will not get there; final, a later submission may try again
};

/// The name of a state in the record.
[[nodiscard]] std::string_view name_of(SubmissionState state) noexcept;
/// Nothing for a name that no state has.
[[nodiscard]] std::optional<SubmissionState> submission_state_named(std::string_view name) noexcept;

/// Whether a submission may go from one state to the other. No state follows itself.
[[nodiscard]] bool is_legal(SubmissionState from, SubmissionState to) noexcept;

/// An attempt to set the weights of a window on the chain.
struct Submission {
  std::int64_t id = 0;  ///< given by the store
  std::int64_t window = 0;
  SubmissionState state = SubmissionState::planned;
  std::int64_t created_ms = 0, updated_ms = 0;  ///< Unix milliseconds; 0 where unknown
  std::string bytes;                            ///< what was signed
  std::string hash;                             ///< hex, of the transaction
  std::int64_t nonce = 0;
  std::int64_t valid_until = 0;  ///< last block in which it can be included; 0: no limit
  std::int64_t block = 0;        ///< the block that holds it; 0 before
  std::string error;             ///< why it failed
};

}  // namespace af::store
