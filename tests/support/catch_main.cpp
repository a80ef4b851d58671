// SPDX-License-Identifier: MIT
/// The main function of every Catch2 program: status 77 when a test was skipped and none failed.
#define CATCH_CONFIG_RUNNER
#include "support/capability.h"
#include "support/catch.h"

int main(int count, char** arguments) {
  const int failures = Catch::Session().run(count, arguments);
  return failures == 0 && test::any_skipped() ? test::skipped_status : failures;
}
