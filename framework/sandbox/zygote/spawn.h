// SPDX-License-Identifier: MIT
/// Forks a run.
#pragma once

#include <sys/types.h>

namespace af::sandbox {

/// Forks a sibling: the new process is a child of the caller's parent (CLONE_PARENT), so that the
/// supervisor itself waits for it. With `process_namespace` it is the first process of a new
/// process namespace. Returns like fork. The caller must have one thread only.
[[nodiscard]] pid_t spawn_sibling(bool process_namespace);

}  // namespace af::sandbox
