// SPDX-License-Identifier: MIT
/// BLAKE2b-256 (RFC 7693, by libsodium) and random bytes of the operating system.
#pragma once

#include <affine/sdk/random.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace af::base {

using affine::Seed;  ///< 32 bytes; also used for digests
/// A hash of 32 bytes.
using Digest = Seed;

/// BLAKE2b-256 of the parts in order, each preceded by its length in 8 little-endian bytes. Two
/// different lists of parts therefore never hash the same input.
[[nodiscard]] Digest hash(std::initializer_list<std::string_view> parts);
/// The same with a 32-byte key (RFC 7693 section 2.5).
[[nodiscard]] Digest keyed_hash(const Seed& key, std::initializer_list<std::string_view> parts);

/// 32 random bytes for keys and secrets.
[[nodiscard]] Seed random_seed();

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string hex(const Digest& digest);
/// Reads `hex`, in upper or lower case. Nothing unless the text is 64 hexadecimal digits.
[[nodiscard]] std::optional<Seed> seed_from_hex(std::string_view text);
/// The 32 bytes themselves, borrowed from the argument.
[[nodiscard]] std::string_view bytes_of(const Digest& digest) noexcept;

}  // namespace af::base
