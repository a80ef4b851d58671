// SPDX-License-Identifier: MIT
/// The allocator's settings: jemalloc, except under sanitizers.
#pragma once

namespace af::cli {

/// Gives memory that is free back to the system; worth its cost only after a burst of work, before
/// a wait.
void release_free_memory();

}  // namespace af::cli
