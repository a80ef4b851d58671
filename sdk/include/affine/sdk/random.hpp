// SPDX-License-Identifier: MIT
/// Keyed random streams: the same numbers on every machine for one (seed, label).
///
/// The algorithm is published in abi/host.h (service af.host.random/1): ChaCha20 of RFC 8439, the
/// seed as key, the FNV-1a hash of the label in the nonce. This header computes it without a call.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace affine {

/// 32 bytes that a stream follows from.
using Seed = std::array<std::uint8_t, 32>;

/// 64-bit FNV-1a.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) {
    hash ^= static_cast<std::uint8_t>(c);
    hash *= 0x100000001b3u;
  }
  return hash;
}

/// One ChaCha20 block (RFC 8439, 2.3) as eight little-endian 64-bit words.
[[nodiscard]] inline std::array<std::uint64_t, 8> chacha20_block(
    const std::array<std::uint32_t, 8>& key, std::uint32_t counter, std::uint64_t nonce) noexcept {
  const std::array<std::uint32_t, 16> start = {0x61707865u,
                                               0x3320646eu,
                                               0x79622d32u,
                                               0x6b206574u,
                                               key[0],
                                               key[1],
                                               key[2],
                                               key[3],
                                               key[4],
                                               key[5],
                                               key[6],
                                               key[7],
                                               counter,
                                               0u,
                                               static_cast<std::uint32_t>(nonce),
                                               static_cast<std::uint32_t>(nonce >> 32)};
  std::array<std::uint32_t, 16> x = start;
  const auto quarter = [&x](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
    x[a] += x[b], x[d] = std::rotl(x[d] ^ x[a], 16);
    x[c] += x[d], x[b] = std::rotl(x[b] ^ x[c], 12);
    x[a] += x[b], x[d] = std::rotl(x[d] ^ x[a], 8);
    x[c] += x[d], x[b] = std::rotl(x[b] ^ x[c], 7);
  };
  for (int round = 0; round < 10; ++round) {
    quarter(0, 4, 8, 12), quarter(1, 5, 9, 13), quarter(2, 6, 10, 14), quarter(3, 7, 11, 15);
    quarter(0, 5, 10, 15), quarter(1, 6, 11, 12), quarter(2, 7, 8, 13), quarter(3, 4, 9, 14);
  }
  std::array<std::uint64_t, 8> words{};
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint32_t low = x[2 * i] + start[2 * i];
    const std::uint32_t high = x[2 * i + 1] + start[2 * i + 1];
    words[i] = low | (static_cast<std::uint64_t>(high) << 32);
  }
  return words;
}

/// A stream of numbers. Not thread-safe; copies continue independently from the same place.
class Random {
 public:
  /// The stream of (seed, label), from its beginning.
  Random(std::span<const std::uint8_t, 32> seed, std::string_view label) noexcept
      : nonce_(fnv1a(label)) {
    for (std::size_t i = 0; i < 8; ++i) {
      key_[i] = static_cast<std::uint32_t>(seed[4 * i]) |
                static_cast<std::uint32_t>(seed[4 * i + 1]) << 8 |
                static_cast<std::uint32_t>(seed[4 * i + 2]) << 16 |
                static_cast<std::uint32_t>(seed[4 * i + 3]) << 24;
    }
  }

  /// The next 64 bits.
  [[nodiscard]] std::uint64_t next() noexcept {
    if (used_ == block_.size()) {
      block_ = chacha20_block(key_, counter_++, nonce_);
      used_ = 0;
    }
    return block_[used_++];
  }

  /// Uniform in [0, n), n > 0, without bias (Lemire 2019).
  [[nodiscard]] std::uint64_t below(std::uint64_t n) noexcept {
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(next()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
      const std::uint64_t threshold = (0 - n) % n;
      while (static_cast<std::uint64_t>(product) < threshold) {
        product = static_cast<Wide>(next()) * n;
      }
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  /// Uniform in [low, high].
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) noexcept {
    const auto width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + below(width));
  }

  /// Uniform in [0, 1): 53 random bits.
  [[nodiscard]] double unit() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  /// True with this probability.
  [[nodiscard]] bool chance(double probability) noexcept { return unit() < probability; }

  /// A uniformly random order (Fisher–Yates).
  template <class Range>
  void shuffle(Range& range) noexcept {
    for (std::size_t i = range.size(); i > 1; --i) {
      using std::swap;
      swap(range[i - 1], range[below(i)]);
    }
  }

  /// A uniformly random element; the range is not empty.
  template <class Range>
  [[nodiscard]] auto& pick(Range& range) noexcept {
    return range[below(range.size())];
  }

 private:
  std::array<std::uint32_t, 8> key_{};
  std::uint64_t nonce_;
  std::array<std::uint64_t, 8> block_{};
  std::size_t used_ = 8;
  std::uint32_t counter_ = 0;
};

}  // namespace affine
