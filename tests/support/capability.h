// SPDX-License-Identifier: MIT
/// What a test needs and a machine may lack: tests/README.md lists the names.
#pragma once

#include <string_view>

namespace test {

/// The exit status of a test program that skipped a test and failed none.
constexpr int skipped_status = 77;

/// Leaves the running test out because the machine lacks `capability`: prints the reason, and the
/// caller returns from its test case. Where the environment variable AFFINE_REQUIRE names the
/// capability (names separated by commas), throws instead, which fails the test.
void skip_without(std::string_view capability, std::string_view reason);

/// Whether skip_without() was called in this process.
[[nodiscard]] bool any_skipped();

}  // namespace test
