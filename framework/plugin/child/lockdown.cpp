// SPDX-License-Identifier: MIT
#include "plugin/child/lockdown.h"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>

#include "base/sanitizer.h"

namespace af::plugin {
namespace {

base::Error failed(const char* what, int error) {
  return {
      base::Code::plugin,
      std::string("cannot lock down the plugin's process: ") + what + ": " + std::strerror(error),
      AF_CAUSE_CONFIG};
}

/// Denies system calls with an error, on top of any earlier filter.
base::Status deny(std::initializer_list<int> calls, int error) {
  const std::unique_ptr<void, decltype(&::seccomp_release)> filter(::seccomp_init(SCMP_ACT_ALLOW),
                                                                   ::seccomp_release);
  if (!filter) return failed("seccomp_init", ENOMEM);
  for (const int call : calls) {
    // A process may ask for its own limits, as the C library does.
    const scmp_arg_cmp of_another = {0, SCMP_CMP_NE, 0, 0};
    const unsigned conditions = call == SCMP_SYS(prlimit64) ? 1 : 0;
    const int result =
        ::seccomp_rule_add_array(filter.get(), SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error)),
                                 call, conditions, &of_another);
    // A call that this kernel or architecture does not know needs no denial.
    if (result != 0 && result != -EDOM) return failed("seccomp_rule_add", -result);
  }
  if (const int result = ::seccomp_load(filter.get()); result != 0) {
    return failed("seccomp_load", -result);
  }
  return base::Done{};
}

bool limit(int resource, rlim_t value) {
  const struct rlimit both = {value, value};
  return ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both) == 0;
}

}  // namespace

base::Status lock_down_process(std::uint64_t memory_mib) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return failed("prctl", errno);
  }
  // Sanitizers reserve terabytes of address space, which an address limit would refuse.
  const bool memory = base::has_address_sanitizer || base::has_thread_sanitizer ||
                      limit(RLIMIT_AS, memory_mib << 20);
  if (!memory || !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_FSIZE, 0)) {
    return failed("setrlimit", errno);
  }
  return deny({SCMP_SYS(socket),
               SCMP_SYS(socketpair),
               SCMP_SYS(connect),
               SCMP_SYS(execve),
               SCMP_SYS(execveat),
               SCMP_SYS(fork),
               SCMP_SYS(vfork),
               SCMP_SYS(clone),
               SCMP_SYS(clone3),
               SCMP_SYS(ptrace),
               SCMP_SYS(process_vm_readv),
               SCMP_SYS(process_vm_writev),
               SCMP_SYS(kill),
               SCMP_SYS(rt_sigqueueinfo),
               SCMP_SYS(rt_tgsigqueueinfo),
               SCMP_SYS(pidfd_open),
               SCMP_SYS(pidfd_getfd),
               SCMP_SYS(pidfd_send_signal),
               SCMP_SYS(prlimit64),
               SCMP_SYS(process_madvise),
               SCMP_SYS(shmget),
               SCMP_SYS(msgget),
               SCMP_SYS(semget),
               SCMP_SYS(mq_open),
               SCMP_SYS(io_uring_setup),
               SCMP_SYS(bpf),
               SCMP_SYS(perf_event_open),
               SCMP_SYS(userfaultfd),
               SCMP_SYS(unshare),
               SCMP_SYS(setns),
               SCMP_SYS(mount),
               SCMP_SYS(keyctl),
               SCMP_SYS(add_key),
               SCMP_SYS(request_key)},
              EPERM);
}

base::Status lock_down_files() {
  return deny({SCMP_SYS(open),      SCMP_SYS(openat),      SCMP_SYS(openat2),  SCMP_SYS(creat),
               SCMP_SYS(unlink),    SCMP_SYS(unlinkat),    SCMP_SYS(rename),   SCMP_SYS(renameat),
               SCMP_SYS(renameat2), SCMP_SYS(mkdir),       SCMP_SYS(mkdirat),  SCMP_SYS(rmdir),
               SCMP_SYS(link),      SCMP_SYS(linkat),      SCMP_SYS(symlink),  SCMP_SYS(symlinkat),
               SCMP_SYS(truncate),  SCMP_SYS(chmod),       SCMP_SYS(fchmodat), SCMP_SYS(chown),
               SCMP_SYS(fchownat),  SCMP_SYS(memfd_create)},
              EACCES);
}

}  // namespace af::plugin
