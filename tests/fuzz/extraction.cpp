// SPDX-License-Identifier: MIT
/// Reply extraction. The readers of answers behind it are fuzzed in the folders of their plugins.
#include "base/extract.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view reply(reinterpret_cast<const char*>(data), size);
  const auto inside = [&](std::string_view part) {
    if (!part.empty() &&
        (part.data() < reply.data() || part.data() + part.size() > reply.data() + size))
      __builtin_trap();
  };
  const auto rest = af::base::strip_reasoning(reply);
  inside(rest);
  if (const auto block = af::base::last_block(rest, "answer")) inside(*block);
  if (const auto fence = af::base::last_fence(rest, "python")) inside(*fence);
  if (!af::base::is_utf8(af::base::to_utf8(reply)) ||
      !af::base::is_utf8(af::base::printable(reply)))
    __builtin_trap();
  return 0;
}
