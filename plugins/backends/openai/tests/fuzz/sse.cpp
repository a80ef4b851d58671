// SPDX-License-Identifier: MIT
/// The SSE decoder and the assembly of completions. However a stream is cut, the result is the
/// same.
#include "backends/openai/reply.hpp"

namespace {

affine::Completion decode(std::string_view body, std::size_t piece) {
  openai::ReplyAssembler assembler;
  for (std::size_t at = 0; at < body.size(); at += piece) {
    if (assembler.feed(body.substr(at, piece))) break;
  }
  AfHttpResponse head{};
  head.status = 200;
  return assembler.end(head);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = decode(body, size), cut = decode(body, data[0] % 17 + 1);
  if (whole.cause != cut.cause || whole.text != cut.text || whole.finish != cut.finish)
    __builtin_trap();
  return 0;
}
