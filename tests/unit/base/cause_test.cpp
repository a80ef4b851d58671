// SPDX-License-Identifier: MIT
#include "base/cause.h"

#include "support/catch.h"

using namespace af;

TEST_CASE("every cause has a class and a name that reads back") {
  for (const base::Cause cause : {AF_CAUSE_ANSWER_WRONG, AF_CAUSE_ENDPOINT_TOO_LARGE, AF_CAUSE_DISK,
                                  AF_CAUSE_PLUGIN_MEMORY, AF_CAUSE_OPERATOR_CANCELLED}) {
    CHECK(base::cause_named(base::name_of(cause)) == cause);
  }
  CHECK(base::class_of(AF_CAUSE_LENGTH_CUT) == base::CauseClass::miner);
  CHECK(base::class_of(AF_CAUSE_ENDPOINT_5XX) == base::CauseClass::endpoint);
  CHECK(base::class_of(12345) == base::CauseClass::plugin);
}
