// SPDX-License-Identifier: MIT
#include "base/hash.h"

#include <sodium.h>

#include <algorithm>

#include "base/hasher.h"
#include "base/text.h"

namespace af::base {
namespace {

Digest hash_parts(Hasher&& hasher, std::initializer_list<std::string_view> parts) {
  for (const auto part : parts) hasher.add(part);
  return hasher.digest();
}

}  // namespace

Hasher::Hasher() { crypto_generichash_init(&state_, nullptr, 0, Digest{}.size()); }

Hasher::Hasher(const Seed& key) {
  crypto_generichash_init(&state_, key.data(), key.size(), Digest{}.size());
}

void Hasher::add(std::string_view part) {
  std::array<std::uint8_t, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<std::uint8_t>(part.size() >> (8 * i));
  }
  crypto_generichash_update(&state_, length.data(), length.size());
  crypto_generichash_update(&state_, reinterpret_cast<const std::uint8_t*>(part.data()),
                            part.size());
}

Digest Hasher::digest() {
  Digest digest{};
  crypto_generichash_final(&state_, digest.data(), digest.size());
  return digest;
}

Digest hash(std::initializer_list<std::string_view> parts) { return hash_parts(Hasher(), parts); }

Digest keyed_hash(const Seed& key, std::initializer_list<std::string_view> parts) {
  return hash_parts(Hasher(key), parts);
}

Seed random_seed() {
  Seed seed{};
  randombytes_buf(seed.data(), seed.size());
  return seed;
}

std::string hex(const Digest& digest) { return to_hex(digest); }

std::optional<Seed> seed_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  Seed seed{};
  if (!bytes || bytes->size() != seed.size()) return {};
  std::copy(bytes->begin(), bytes->end(), seed.begin());
  return seed;
}

std::string_view bytes_of(const Digest& digest) noexcept {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace af::base
