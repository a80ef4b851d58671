// SPDX-License-Identifier: MIT
#include "plugin/boundary/chat.h"

#include <cstdint>
#include <limits>

#include "support/catch.h"

TEST_CASE("token counts that a server made up do not overflow when they are added up") {
  AfCompletion raw{};
  raw.size = sizeof raw;
  raw.prompt_tokens = raw.completion_tokens = raw.reasoning_tokens =
      std::numeric_limits<std::uint64_t>::max();
  const auto completion = af::plugin::completion_from(raw);
  constexpr std::uint64_t most = std::uint64_t{1} << 40;
  CHECK(completion.prompt_tokens == most);
  CHECK(completion.completion_tokens == most);
  CHECK(completion.reasoning_tokens == most);
}
