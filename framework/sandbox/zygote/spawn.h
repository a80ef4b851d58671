/// Births a run.
#pragma once

#include <sys/types.h>

namespace af::sandbox {

/// Forks. The new process is a child of our *parent* (the supervisor waits for it and need not
/// believe us), and, if `process_namespace`, the first process of a fresh process namespace.
/// Returns like fork. The caller has one thread.
[[nodiscard]] pid_t spawn_sibling(bool process_namespace);

}  // namespace af::sandbox
