// SPDX-License-Identifier: MIT
/// Frames between processes of this program. All numbers are little-endian.
///
///     frame   = u32 length of the rest, u8 op, u32 call id, payload
///     text    = u32 length, bytes
///
/// Operation codes and payloads are defined in plugin/child/wire.h and sandbox/messages.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace af::base {

/// Largest frame that a reader accepts, without its length field: 24 MiB.
constexpr std::size_t max_frame_bytes = 24u << 20;

/// Appends numbers and texts to a byte string.
class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_ += static_cast<char>(value); }  ///< one byte
  void u32(std::uint32_t value);                                       ///< four bytes
  void u64(std::uint64_t value);                                       ///< eight bytes
  void f64(double value);                                              ///< eight bytes, IEEE 754
  /// Its length as u32, then its bytes. At most 4 GiB.
  void text(std::string_view value);
  /// Everything written so far; the writer is empty afterwards.
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 protected:
  std::string bytes_;
};

/// Reads what ByteWriter wrote, from bytes that may be hostile. It never reads past their end and
/// never allocates more than their size. After a failed read `good()` is false and every value is
/// zero or empty. The bytes are borrowed and must outlive the reader.
class ByteReader {
 public:
  /// Borrows the bytes.
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  [[nodiscard]] std::uint8_t u8();    ///< one byte
  [[nodiscard]] std::uint32_t u32();  ///< four bytes
  [[nodiscard]] std::uint64_t u64();  ///< eight bytes
  [[nodiscard]] double f64();         ///< eight bytes, IEEE 754
  [[nodiscard]] std::string text();   ///< a length of four bytes, then the bytes
  /// Whether every read so far was within the bytes.
  [[nodiscard]] bool good() const noexcept { return good_; }
  /// Whether every read was good and no byte is left.
  [[nodiscard]] bool done() const noexcept { return good_ && rest_.empty(); }

 protected:
  std::string_view take(std::size_t count);

  std::string_view rest_;
  bool good_ = true;
};

/// One message on a socket between the host and a process of its own.
struct Frame {
  std::uint8_t op = 0;       ///< what the payload is
  std::uint32_t id = 0;      ///< which call it belongs to; 0 where there is one call at a time
  std::string_view payload;  ///< valid until the FrameBuffer changes
};

/// The bytes of one frame, length included. The payload must be below `max_frame_bytes` - 5.
[[nodiscard]] std::string make_frame(std::uint8_t op, std::uint32_t id, std::string_view payload);

/// Collects received bytes and returns whole frames.
class FrameBuffer {
 public:
  /// Invalidates the payloads of frames returned before.
  void append(std::string_view bytes);
  /// Takes the next frame. Returns 1 if `frame` is filled in, 0 if more bytes are needed, and -1 if
  /// the stream is broken: a length below 5 or above `max_frame_bytes`.
  [[nodiscard]] int next(Frame& frame);

 private:
  std::string bytes_;
  std::size_t start_ = 0;
};

}  // namespace af::base
