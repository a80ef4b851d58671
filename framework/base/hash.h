/// Hashes (BLAKE2b-256 of RFC 7693, by libsodium) and randomness from the operating system.
#pragma once

#include <affine/sdk/random.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace af::base {

using affine::Seed;  ///< 32 bytes; also used for digests
using Digest = Seed;

/// Hash of parts, each preceded by its length in 8 little-endian bytes, so that no two lists of
/// parts give the same input.
[[nodiscard]] Digest hash(std::initializer_list<std::string_view> parts);
/// The same under a 32-byte key.
[[nodiscard]] Digest keyed_hash(const Seed& key, std::initializer_list<std::string_view> parts);

/// Unpredictable bytes.
[[nodiscard]] Seed random_seed();

[[nodiscard]] std::string hex(const Digest& digest);
/// Nothing unless the text is 64 hexadecimal digits.
[[nodiscard]] std::optional<Seed> seed_from_hex(std::string_view text);
[[nodiscard]] std::string_view bytes_of(const Digest& digest) noexcept;

}  // namespace af::base
