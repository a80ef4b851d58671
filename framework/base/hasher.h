// SPDX-License-Identifier: MIT
/// The hash of `hash.h` for parts that come one at a time.
#pragma once

#include <sodium.h>

#include <string_view>

#include "base/hash.h"

namespace af::base {

/// An unkeyed or keyed BLAKE2b-256 hash over parts, taken in piece by piece. One thread.
class Hasher {
 public:
  /// Nothing hashed yet.
  Hasher();
  /// Under a 32-byte key.
  explicit Hasher(const Seed& key);
  /// Takes in the next part, after its length in 8 little-endian bytes.
  void add(std::string_view part);
  /// The digest of all parts; call once, last.
  [[nodiscard]] Digest digest();

 private:
  crypto_generichash_state state_;
};

}  // namespace af::base
