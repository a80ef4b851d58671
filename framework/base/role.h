/// Names of the roles in a conversation.
#pragma once

#include <affine/abi/chat.h>

#include <string_view>

namespace af::base {

/// "system", "user" or "assistant": the name in stored conversations and on the screen. A role that
/// is not listed counts as the user's.
[[nodiscard]] constexpr std::string_view role_name(AfRole role) noexcept {
  return role == AF_ROLE_SYSTEM ? "system" : role == AF_ROLE_ASSISTANT ? "assistant" : "user";
}

}  // namespace af::base
