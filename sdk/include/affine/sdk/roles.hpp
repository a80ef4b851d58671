// SPDX-License-Identifier: MIT
/// Names of the roles in a conversation.
#pragma once

#include <string_view>

#include "../abi/chat.h"

namespace affine {

/// The name of a role as OpenAI's chat API writes it, and stored conversations too: "system",
/// "user", "assistant" or "tool". A role that is not listed counts as the user's.
[[nodiscard]] constexpr std::string_view role_name(AfRole role) noexcept {
  switch (role) {
    case AF_ROLE_SYSTEM:
      return "system";
    case AF_ROLE_ASSISTANT:
      return "assistant";
    case AF_ROLE_TOOL:
      return "tool";
    default:
      return "user";
  }
}

}  // namespace affine
