// SPDX-License-Identifier: MIT
#include "net/gate.h"

#include "support/catch.h"

using namespace af;

TEST_CASE("a gate halves on refusals, once a burst, and grows back slowly") {
  net::Gate gate(64);
  auto now = net::Gate::Clock::now();
  for (int i = 0; i < 10; ++i) gate.refused(now, std::chrono::milliseconds(500));
  CHECK(gate.limit() == 32);
  CHECK_FALSE(gate.open(now));
  now += std::chrono::seconds(1);
  CHECK(gate.open(now));
  gate.refused(now, std::chrono::milliseconds(0));
  CHECK(gate.limit() == 16);
  for (int i = 0; i < 17; ++i) gate.accepted();
  CHECK(gate.limit() == 17);
  for (int i = 0; i < 40; ++i) gate.started();
  CHECK_FALSE(gate.open(now));
}
