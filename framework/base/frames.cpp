// SPDX-License-Identifier: MIT
#include "base/frames.h"

#include <bit>

namespace af::base {
namespace {

constexpr std::size_t header_bytes = 9;

template <class Number>
void put(std::string& bytes, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  }
}

template <class Number>
Number get(std::string_view bytes) {
  Number value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value =
        static_cast<Number>(value | std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i));
  }
  return value;
}

}  // namespace

void ByteWriter::u32(std::uint32_t value) { put(bytes_, value); }
void ByteWriter::u64(std::uint64_t value) { put(bytes_, value); }
void ByteWriter::f64(double value) { u64(std::bit_cast<std::uint64_t>(value)); }
void ByteWriter::text(std::string_view value) {
  u32(static_cast<std::uint32_t>(value.size()));
  bytes_ += value;
}

std::string_view ByteReader::take(std::size_t count) {
  if (count > rest_.size()) {
    good_ = false;
    rest_ = {};
    return {};
  }
  const std::string_view bytes = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return bytes;
}
std::uint8_t ByteReader::u8() { return get<std::uint8_t>(take(1)); }
std::uint32_t ByteReader::u32() { return get<std::uint32_t>(take(4)); }
std::uint64_t ByteReader::u64() { return get<std::uint64_t>(take(8)); }
double ByteReader::f64() { return std::bit_cast<double>(u64()); }
std::string ByteReader::text() { return std::string(take(u32())); }

std::string make_frame(std::uint8_t op, std::uint32_t id, std::string_view payload) {
  ByteWriter writer;
  writer.u32(static_cast<std::uint32_t>(payload.size() + 5));
  writer.u8(op);
  writer.u32(id);
  return writer.take().append(payload);
}

void FrameBuffer::append(std::string_view bytes) {
  if (start_ > 0 && start_ >= bytes_.size() / 2) {
    bytes_.erase(0, start_);
    start_ = 0;
  }
  bytes_ += bytes;
}

int FrameBuffer::next(Frame& frame) {
  const std::string_view rest = std::string_view(bytes_).substr(start_);
  if (rest.size() < 4) return 0;
  const auto length = get<std::uint32_t>(rest.substr(0, 4));
  if (length < 5 || length > max_frame_bytes) return -1;
  if (rest.size() - 4 < length) return 0;
  frame.op = static_cast<std::uint8_t>(rest[4]);
  frame.id = get<std::uint32_t>(rest.substr(5, 4));
  frame.payload = rest.substr(header_bytes, length - 5);
  start_ += 4 + length;
  return 1;
}

}  // namespace af::base
