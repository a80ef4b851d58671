// SPDX-License-Identifier: MIT
#include "store/submission.h"

#include <array>

namespace af::store {
namespace {

using S = SubmissionState;

constexpr std::array<std::string_view, 7> names = {"planned",  "signed",    "sent",  "included",
                                                   "revealed", "confirmed", "failed"};

constexpr unsigned bit(S state) { return 1U << static_cast<unsigned>(state); }

/// The states that may follow, as bits, for each state.
constexpr std::array<unsigned, 7> followers = {
    bit(S::signed_) | bit(S::sent) | bit(S::failed),
    bit(S::sent) | bit(S::failed),
    bit(S::included) | bit(S::revealed) | bit(S::confirmed) | bit(S::failed),
    bit(S::revealed) | bit(S::confirmed) | bit(S::failed),
    bit(S::confirmed) | bit(S::failed),
    0,
    0,
};

}  // namespace

std::string_view name_of(SubmissionState state) noexcept {
  return names[static_cast<std::size_t>(state)];
}

std::optional<SubmissionState> submission_state_named(std::string_view name) noexcept {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<SubmissionState>(i);
  }
  return {};
}

bool is_legal(SubmissionState from, SubmissionState to) noexcept {
  return (followers[static_cast<std::size_t>(from)] & bit(to)) != 0;
}

}  // namespace af::store
