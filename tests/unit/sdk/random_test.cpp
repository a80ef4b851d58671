// SPDX-License-Identifier: MIT
#include <sodium.h>

#include <affine/sdk/random.hpp>
#include <cstring>
#include <set>

#include "plugin/boundary/services.h"
#include "support/catch.h"

using namespace af;

TEST_CASE("a random stream is the ChaCha20 key stream of RFC 8439, as libsodium computes it") {
  affine::Seed seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(7 * i + 1);
  const std::string label = "a label";
  std::array<std::uint8_t, 12> nonce{};
  const std::uint64_t hash = affine::fnv1a(label);
  std::memcpy(nonce.data() + 4, &hash, 8);
  std::array<std::uint64_t, 64> expected{};
  crypto_stream_chacha20_ietf(reinterpret_cast<unsigned char*>(expected.data()), sizeof(expected),
                              nonce.data(), seed.data());
  affine::Random random(seed, label);
  for (const auto word : expected) REQUIRE(random.next() == word);

  const AfStr service{AF_SERVICE_RANDOM, std::strlen(AF_SERVICE_RANDOM)};
  const auto* table = static_cast<const AfRandom*>(plugin::host_services().get_service(service));
  std::array<std::uint64_t, 10> words{};
  REQUIRE(table->words(seed.data(), {label.data(), label.size()}, 5, 10, words.data()) == AF_OK);
  for (std::size_t i = 0; i < words.size(); ++i) CHECK(words[i] == expected[i + 5]);
}

TEST_CASE("the published test vector of random streams") {
  const affine::Seed zero{};
  affine::Random random(zero, "test");
  const std::array first = {random.next(), random.next()};
  // docs/formats.md prints these; a change here changes every task of every environment.
  CHECK(first[0] == 0x6352e54ea5271952u);
  CHECK(first[1] == 0x144ee508c9ac0212u);
}

TEST_CASE("draws below n are in range and reach every value") {
  affine::Random random(affine::Seed{}, "below");
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto n = random.below(7);
    REQUIRE(n < 7);
    seen.insert(n);
    const auto between = random.between(-3, 3);
    REQUIRE((between >= -3 && between <= 3));
  }
  CHECK(seen.size() == 7);
}
