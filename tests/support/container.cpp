// SPDX-License-Identifier: MIT
/// Runs a command under what a container's default policy takes away: no new namespaces, no mounts,
/// ENOSYS for clone3.
#include <sched.h>
#include <seccomp.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <initializer_list>

int main(int count, char** arguments) {
  if (count < 2) return 2;
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  const auto deny = [&](int call, int error) {
    ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call, 0);
  };
  for (const int call : {SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(mount), SCMP_SYS(umount2),
                         SCMP_SYS(pivot_root)}) {
    deny(call, EPERM);
  }
  deny(SCMP_SYS(clone3), ENOSYS);
  for (const int flag :
       {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS}) {
    const scmp_arg_cmp has = {0, SCMP_CMP_MASKED_EQ, static_cast<scmp_datum_t>(flag),
                              static_cast<scmp_datum_t>(flag)};
    ::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, &has);
  }
  if (::seccomp_load(filter) != 0) return 2;
  ::execvp(arguments[1], arguments + 1);
  std::perror(arguments[1]);
  return 2;
}
