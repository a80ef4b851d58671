/// Frames between the host and a plugin's child process: little-endian, length first.
///
///     frame   = u32 length of the rest, u8 op, u32 call id, payload
///     text    = u32 length, bytes
///
/// The child answers every call with op `result` and the call's id, in the order of the calls.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plugin/types.h"

namespace af::plugin {

enum class Op : std::uint8_t {
  load = 1,        // text path, text options (JSON; empty: only describe) -> text descriptor (JSON)
  make = 2,        // u64 deadline ms, u32 level, 32 bytes seed -> task
  open = 3,        // u64 deadline ms, u64 episode, task, replies -> turn
  step = 4,        // u64 deadline ms, u64 episode, reply -> turn
  end = 5,         // u64 deadline ms, u64 episode, task, replies, u32 why -> turn
  close = 6,       // u64 episode -> nothing
  references = 7,  // u64 deadline ms, task, replies, 32 bytes seed -> references
  result = 100,    // u8 1 and the value, or u8 0 and an error
};

/// Largest frame that either side accepts.
constexpr std::size_t max_frame_bytes = 24u << 20;
constexpr std::size_t frame_header_bytes = 9;

class Writer {
 public:
  void u8(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void f64(double value);
  void text(std::string_view value);
  void seed(const base::Seed& value);
  void task(const Task& value);
  void reply(const Reply& value);
  void replies(const std::vector<Reply>& values);
  void turn(const Turn& value);
  void references(const References& value);
  void error(const base::Error& value);
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what Writer wrote, from foreign bytes: never outside them, never more memory than they justify.
/// After a failed read everything reads as zero and `good()` is false.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  [[nodiscard]] std::uint8_t u8();
  [[nodiscard]] std::uint32_t u32();
  [[nodiscard]] std::uint64_t u64();
  [[nodiscard]] double f64();
  [[nodiscard]] std::string text();
  [[nodiscard]] base::Seed seed();
  [[nodiscard]] Task task();
  [[nodiscard]] Reply reply();
  [[nodiscard]] std::vector<Reply> replies();
  [[nodiscard]] Turn turn();
  [[nodiscard]] References references();
  [[nodiscard]] base::Error error();
  [[nodiscard]] bool good() const noexcept { return good_; }
  /// Whether everything was read, and nothing is left.
  [[nodiscard]] bool done() const noexcept { return good_ && rest_.empty(); }

 private:
  std::string_view take(std::size_t count);
  [[nodiscard]] NamedReplies named_replies();

  std::string_view rest_;
  bool good_ = true;
};

struct Frame {
  Op op;
  std::uint32_t id;
  std::string_view payload;  ///< valid until the buffer changes
};

/// The whole bytes of one frame.
[[nodiscard]] std::string make_frame(Op op, std::uint32_t id, std::string_view payload);

/// Collects bytes and gives whole frames.
class FrameBuffer {
 public:
  void append(std::string_view bytes);
  /// 1: `frame` is filled in; 0: more bytes are needed; -1: the stream is broken (a length that no
  /// frame has).
  [[nodiscard]] int next(Frame& frame);

 private:
  std::string bytes_;
  std::size_t start_ = 0;
};

}  // namespace af::plugin
