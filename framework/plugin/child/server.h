// SPDX-License-Identifier: MIT
/// The child's side of plugin isolation: loads one plugin and answers frames until the host goes
/// away.
#pragma once

#include <cstdint>

namespace af::plugin {

/// Serves on an inherited socket; returns the process's exit status. Single-threaded: calls are
/// answered in order, and the answers to calls that arrived together leave together.
[[nodiscard]] int serve_plugin(int socket, std::uint64_t memory_mib);

}  // namespace af::plugin
