// SPDX-License-Identifier: MIT
/// The parser of expressions.
#include "environments/countdown/expression.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  [[maybe_unused]] const auto value = countdown::evaluate(text);
  return 0;
}
