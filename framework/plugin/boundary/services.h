// SPDX-License-Identifier: MIT
/// The services that this host offers to plugins: random, clock and text (affine/abi/host.h), and
/// sandbox (affine/abi/sandbox.h).
#pragma once

#include <affine/abi/host.h>

#include <cstdint>

namespace af::plugin {

/// The table handed to every plugin; the same in the host and in a child process.
[[nodiscard]] const AfHost& host_services() noexcept;

/// Monotonic nanoseconds, as the clock service gives them.
[[nodiscard]] std::uint64_t monotonic_ns() noexcept;

}  // namespace af::plugin
