// SPDX-License-Identifier: MIT
#include "store/submission.h"

#include "support/catch.h"

using af::store::is_legal;
using S = af::store::SubmissionState;

TEST_CASE("a submission goes forward only, and ends confirmed or failed") {
  constexpr S all[] = {S::planned,  S::signed_,   S::sent,  S::included,
                       S::revealed, S::confirmed, S::failed};
  const std::string expected =
      "planned: signed sent failed\n"
      "signed: sent failed\n"
      "sent: included revealed confirmed failed\n"
      "included: revealed confirmed failed\n"
      "revealed: confirmed failed\n"
      "confirmed:\n"
      "failed:\n";
  std::string found;
  for (const S from : all) {
    found += std::string(af::store::name_of(from)) + ":";
    for (const S to : all) {
      if (is_legal(from, to)) found += " " + std::string(af::store::name_of(to));
    }
    found += "\n";
    CHECK(af::store::submission_state_named(af::store::name_of(from)) == from);
  }
  CHECK(found == expected);
  CHECK_FALSE(af::store::submission_state_named("lost"));
}
