// SPDX-License-Identifier: MIT
/// A rollout's conversation and replies as JSON, as the record holds them (docs/formats.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plugin/types.h"

namespace af::pipeline {

/// A JSON array in text form that is whole after every addition: much cheaper than a document where
/// only texts are added, and nothing has to be finished when a rollout ends early.
class Transcript {
 public:
  /// Adds one message of the conversation: {"role","text"}.
  void add_message(std::string_view role, std::string_view text);
  /// Adds one reply as the environment got it:
  /// {"text","finish","prompt_tokens","completion_tokens"}.
  void add_reply(const plugin::Reply& reply);
  /// Adds why the host ended the episode: {"end"}.
  void add_end(AfEnd why);
  /// The array; the transcript is empty again.
  [[nodiscard]] std::string take();

 private:
  void begin_item();

  std::string items_;
};

/// Replies as they are stored, and why the host ended the episode, if it did.
struct StoredReplies {
  std::vector<plugin::Reply> replies;
  std::optional<AfEnd> ended;
};

/// Reads what add_reply and add_end wrote; Code::failed when it is something else.
[[nodiscard]] base::Result<StoredReplies> replies_from_json(const std::string& text);

}  // namespace af::pipeline
