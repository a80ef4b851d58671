// SPDX-License-Identifier: MIT
#include "base/hash.h"

#include "support/catch.h"

using namespace af;

TEST_CASE("hashes separate their parts") {
  CHECK(base::hash({"ab", "c"}) != base::hash({"a", "bc"}));
  CHECK(base::keyed_hash(base::Seed{}, {"a"}) != base::hash({"a"}));
  const auto seed = base::seed_from_hex(base::hex(base::hash({"x"})));
  REQUIRE(seed.has_value());
  CHECK(*seed == base::hash({"x"}));
  CHECK_FALSE(base::seed_from_hex("xx").has_value());
}
