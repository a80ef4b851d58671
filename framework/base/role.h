// SPDX-License-Identifier: MIT
/// Names of the roles in a conversation.
#pragma once

#include <affine/abi/chat.h>

#include <string_view>

namespace af::base {

/// "system", "user", "assistant" or "tool": the name in stored conversations and on the screen. A
/// role that is not listed counts as the user's.
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

}  // namespace af::base
