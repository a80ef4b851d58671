// SPDX-License-Identifier: MIT
#include "sandbox/zygote/spawn.h"

#include <linux/sched.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace af::sandbox {
namespace {

/// Where the C library keeps the thread's id: the kernel writes the child's there, so that the
/// cached one is right.
void* thread_id_slot() {
  int* slot = nullptr;
  return ::prctl(PR_GET_TID_ADDRESS, &slot, 0, 0, 0) == 0 ? slot : nullptr;
}

}  // namespace

pid_t spawn_sibling(bool process_namespace) {
  void* const slot = thread_id_slot();
  std::uint64_t flags = CLONE_PARENT;
  if (process_namespace) flags |= CLONE_NEWPID;
  if (slot != nullptr) flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  struct clone_args arguments {};
  arguments.flags = flags;
  arguments.child_tid = reinterpret_cast<std::uint64_t>(slot);
  const long pid = ::syscall(SYS_clone3, &arguments, sizeof(arguments));
  // Container policies answer ENOSYS so that callers fall back to clone.
  if (pid >= 0 || errno != ENOSYS) return static_cast<pid_t>(pid);
#if defined(__x86_64__)
  return static_cast<pid_t>(::syscall(SYS_clone, flags, 0, 0, slot, 0));
#else
  return static_cast<pid_t>(::syscall(SYS_clone, flags, 0, 0, 0, slot));
#endif
}

}  // namespace af::sandbox
