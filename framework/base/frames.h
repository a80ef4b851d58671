/// Frames between processes of this program: little-endian, length first.
///
///     frame   = u32 length of the rest, u8 op, u32 call id, payload
///     text    = u32 length, bytes
///
/// What the ops and their payloads are, is said by those who talk: plugin/wire.h,
/// sandbox/messages.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace af::base {

/// Largest frame that either side accepts.
constexpr std::size_t max_frame_bytes = 24u << 20;

class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void f64(double value);
  void text(std::string_view value);
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 protected:
  std::string bytes_;
};

/// Reads what ByteWriter wrote, from foreign bytes: never outside them, never more memory than they
/// justify. After a failed read everything reads as zero and `good()` is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  [[nodiscard]] std::uint8_t u8();
  [[nodiscard]] std::uint32_t u32();
  [[nodiscard]] std::uint64_t u64();
  [[nodiscard]] double f64();
  [[nodiscard]] std::string text();
  [[nodiscard]] bool good() const noexcept { return good_; }
  /// Whether everything was read, and nothing is left.
  [[nodiscard]] bool done() const noexcept { return good_ && rest_.empty(); }

 protected:
  std::string_view take(std::size_t count);

  std::string_view rest_;
  bool good_ = true;
};

struct Frame {
  std::uint8_t op = 0;
  std::uint32_t id = 0;
  std::string_view payload;  ///< valid until the buffer changes
};

/// The whole bytes of one frame.
[[nodiscard]] std::string make_frame(std::uint8_t op, std::uint32_t id, std::string_view payload);

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

}  // namespace af::base
