// SPDX-License-Identifier: MIT
/// What a plugin's child process gives up, by seccomp and resource limits. Each step is for good.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace af::plugin {

/// Before the plugin's code is loaded: no new privileges, death with the parent, no core files, no
/// sockets, no new programs or processes, no tracing, and at most `memory_mib` of address space.
[[nodiscard]] base::Status lock_down_process(std::uint64_t memory_mib);

/// After it is loaded and its instance made: no file can be opened, created, renamed or removed.
[[nodiscard]] base::Status lock_down_files();

}  // namespace af::plugin
