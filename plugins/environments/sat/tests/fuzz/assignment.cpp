// SPDX-License-Identifier: MIT
/// The reader of answers.
#include "environments/sat/answer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view block(reinterpret_cast<const char*>(data), size);
  [[maybe_unused]] const auto answer = sat::read_answer(block, 20);
  return 0;
}
