// SPDX-License-Identifier: MIT
#include "pipeline/exchange.h"

#include "support/catch.h"

using namespace af;

TEST_CASE("on its own endpoint a miner cannot void a task") {
  CHECK(pipeline::attribute(AF_CAUSE_RATE_LIMITED_VALIDATOR, true) ==
        AF_CAUSE_ENDPOINT_RATE_LIMITED);
  CHECK(pipeline::attribute(AF_CAUSE_CONFIG, true) == AF_CAUSE_ENDPOINT_REJECTED);
  CHECK(pipeline::attribute(AF_CAUSE_NETWORK, true) == AF_CAUSE_ENDPOINT_REFUSED);
  CHECK(pipeline::attribute(AF_CAUSE_RATE_LIMITED_VALIDATOR, false) ==
        AF_CAUSE_RATE_LIMITED_VALIDATOR);
}
