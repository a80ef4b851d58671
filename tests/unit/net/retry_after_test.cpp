// SPDX-License-Identifier: MIT
#include "net/engine.h"
#include "support/catch.h"

using namespace af;

TEST_CASE("Retry-After is seconds or a date, and capped") {
  CHECK(net::parse_retry_after("2") == 2000);
  CHECK(net::parse_retry_after("999999") == 120'000);
  CHECK(net::parse_retry_after("Wed, 21 Oct 2099 07:28:00 GMT") == 120'000);
  CHECK(net::parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0);
  CHECK(net::parse_retry_after("soon") == 0);
  CHECK(net::parse_retry_after("") == 0);
}
