// SPDX-License-Identifier: MIT
/// The frame reader and every payload behind it.
#include "plugin/child/wire.h"

namespace base = af::base;
using namespace af::plugin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = data[0] % 61 + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  base::FrameBuffer buffer;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    buffer.append(bytes.substr(at, piece));
    base::Frame frame{};
    while (buffer.next(frame) == 1) {
      WireReader turn(frame.payload), references(frame.payload), replies(frame.payload),
          error(frame.payload);
      const auto read = turn.turn();
      if (turn.done()) {  // what is read whole can be written again in no more bytes
        Writer writer;
        writer.turn(read);
        if (writer.take().size() > frame.payload.size()) __builtin_trap();
      }
      [[maybe_unused]] const auto a = references.references();
      [[maybe_unused]] const auto b = replies.replies();
      [[maybe_unused]] const auto c = error.error();
      WireReader request(frame.payload), runs(frame.payload);
      [[maybe_unused]] const auto d = request.request();
      [[maybe_unused]] const auto e = runs.runs();
    }
  }
  return 0;
}
