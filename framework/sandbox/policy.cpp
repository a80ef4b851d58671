// SPDX-License-Identifier: MIT
#include "sandbox/policy.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#include <cerrno>

#include "sandbox/filter_rules.h"
#include "sandbox/zygote/confine.h"

namespace af::sandbox {
namespace {

void allow_reading(FilterRules& rules) {
  rules.allow(
      {SCMP_SYS(read),      SCMP_SYS(write),      SCMP_SYS(readv),      SCMP_SYS(writev),
       SCMP_SYS(pread64),   SCMP_SYS(lseek),      SCMP_SYS(close),      SCMP_SYS(close_range),
       SCMP_SYS(fstat),     SCMP_SYS(newfstatat), SCMP_SYS(statx),      SCMP_SYS(stat),
       SCMP_SYS(lstat),     SCMP_SYS(access),     SCMP_SYS(faccessat),  SCMP_SYS(faccessat2),
       SCMP_SYS(readlink),  SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
       SCMP_SYS(dup),       SCMP_SYS(dup2),       SCMP_SYS(dup3),       SCMP_SYS(pipe),
       SCMP_SYS(pipe2),     SCMP_SYS(umask),      SCMP_SYS(chdir),      SCMP_SYS(fchdir),
       SCMP_SYS(fadvise64), SCMP_SYS(statfs),     SCMP_SYS(fstatfs)});
  rules.allow({SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6),
               SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
               SCMP_SYS(epoll_pwait), SCMP_SYS(eventfd2)});
  // No owner and signal of asynchronous input, no locks, leases, pipe sizes or seals.
  for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC}) {
    rules.allow(SCMP_SYS(fcntl), {equals(1, static_cast<std::uint64_t>(command))});
  }
  for (const int request : {TCGETS, TIOCGWINSZ, FIONREAD, FIOCLEX, FIONCLEX}) {
    rules.allow(SCMP_SYS(ioctl), {equals(1, static_cast<std::uint64_t>(request))});
  }
}

void allow_memory_and_threads(FilterRules& rules) {
  rules.allow({SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect),
               SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(set_robust_list),
               SCMP_SYS(rseq), SCMP_SYS(membarrier), SCMP_SYS(gettid), SCMP_SYS(sched_yield),
               SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu), SCMP_SYS(exit), SCMP_SYS(exit_group),
               SCMP_SYS(restart_syscall)});
  // Threads, and nothing else that clone can do.
  constexpr std::uint64_t thread =
      CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  constexpr std::uint64_t details = CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID |
                                    CLONE_CHILD_SETTID | CLONE_DETACHED;
  rules.allow(SCMP_SYS(clone), {masked(0, ~details, thread)});
}

void allow_signals_and_time(FilterRules& rules) {
  rules.allow({SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
               SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigsuspend),
               SCMP_SYS(sigaltstack), SCMP_SYS(pause)});
  rules.allow({SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
               SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times),
               SCMP_SYS(setitimer), SCMP_SYS(getitimer), SCMP_SYS(alarm)});
  for (const int call : {SCMP_SYS(kill), SCMP_SYS(tgkill)})
    rules.allow(call, {equals(0, own_pid_mark)});
}

void allow_identity_and_limits(FilterRules& rules) {
  rules.allow({SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
               SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getgroups), SCMP_SYS(getpgrp),
               SCMP_SYS(getrusage), SCMP_SYS(getrlimit), SCMP_SYS(getrandom), SCMP_SYS(uname),
               SCMP_SYS(sysinfo)});
  // Limits can only be lowered, because hard and soft ones are equal.
  rules.allow(SCMP_SYS(prlimit64), {equals(0, 0)});
  for (const int option : {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_CAPBSET_READ}) {
    rules.allow(SCMP_SYS(prctl), {equals(0, static_cast<std::uint64_t>(option))});
  }
}

void allow_opening_to_read(FilterRules& rules) {
  constexpr auto changing = static_cast<std::uint64_t>(O_WRONLY | O_RDWR | O_CREAT | O_TRUNC |
                                                       O_APPEND | (O_TMPFILE & ~O_DIRECTORY));
  rules.allow(SCMP_SYS(open), {masked(1, changing, 0)});
  rules.allow(SCMP_SYS(openat), {masked(2, changing, 0)});
}

/// Calls that no legitimate program makes. memfd_create and splice are among them because kernels
/// had several vulnerabilities behind them.
void kill_on_forbidden_calls(FilterRules& rules) {
  rules.kill({SCMP_SYS(ptrace),
              SCMP_SYS(process_vm_readv),
              SCMP_SYS(process_vm_writev),
              SCMP_SYS(pidfd_getfd),
              SCMP_SYS(kcmp),
              SCMP_SYS(bpf),
              SCMP_SYS(perf_event_open),
              SCMP_SYS(userfaultfd),
              SCMP_SYS(io_uring_setup),
              SCMP_SYS(io_uring_enter),
              SCMP_SYS(io_uring_register),
              SCMP_SYS(keyctl),
              SCMP_SYS(add_key),
              SCMP_SYS(request_key),
              SCMP_SYS(mount),
              SCMP_SYS(umount2),
              SCMP_SYS(move_mount),
              SCMP_SYS(fsopen),
              SCMP_SYS(fsmount),
              SCMP_SYS(fsconfig),
              SCMP_SYS(fspick),
              SCMP_SYS(open_tree),
              SCMP_SYS(mount_setattr),
              SCMP_SYS(pivot_root),
              SCMP_SYS(chroot),
              SCMP_SYS(setns),
              SCMP_SYS(unshare),
              SCMP_SYS(open_by_handle_at),
              SCMP_SYS(name_to_handle_at),
              SCMP_SYS(init_module),
              SCMP_SYS(finit_module),
              SCMP_SYS(delete_module),
              SCMP_SYS(kexec_load),
              SCMP_SYS(kexec_file_load),
              SCMP_SYS(reboot),
              SCMP_SYS(swapon),
              SCMP_SYS(swapoff),
              SCMP_SYS(acct),
              SCMP_SYS(syslog),
              SCMP_SYS(iopl),
              SCMP_SYS(ioperm),
              SCMP_SYS(modify_ldt),
              SCMP_SYS(personality),
              SCMP_SYS(clock_settime),
              SCMP_SYS(settimeofday),
              SCMP_SYS(adjtimex),
              SCMP_SYS(clock_adjtime),
              SCMP_SYS(sethostname),
              SCMP_SYS(setdomainname),
              SCMP_SYS(seccomp),
              SCMP_SYS(memfd_create),
              SCMP_SYS(splice),
              SCMP_SYS(tee),
              SCMP_SYS(vmsplice),
              SCMP_SYS(quotactl),
              SCMP_SYS(vhangup),
              SCMP_SYS(lookup_dcookie),
              SCMP_SYS(migrate_pages),
              SCMP_SYS(move_pages),
              SCMP_SYS(process_madvise),
              SCMP_SYS(fanotify_init),
              SCMP_SYS(fanotify_mark),
              SCMP_SYS(landlock_create_ruleset)});
}

/// What the loader of a program that was started by exec calls.
void allow_exec_startup(FilterRules& rules) {
  rules.allow({SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address)});
}

void allow_building(FilterRules& rules) {
  constexpr std::uint64_t namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
                                       CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
  rules.allow(SCMP_SYS(clone), {masked(0, namespaces, 0)});
  rules.allow(
      {SCMP_SYS(fork),        SCMP_SYS(vfork),           SCMP_SYS(wait4),     SCMP_SYS(waitid),
       SCMP_SYS(open),        SCMP_SYS(openat),          SCMP_SYS(unlink),    SCMP_SYS(unlinkat),
       SCMP_SYS(rename),      SCMP_SYS(renameat),        SCMP_SYS(renameat2), SCMP_SYS(mkdir),
       SCMP_SYS(rmdir),       SCMP_SYS(chmod),           SCMP_SYS(fchmod),    SCMP_SYS(fchmodat),
       SCMP_SYS(ftruncate),   SCMP_SYS(truncate),        SCMP_SYS(pwrite64),  SCMP_SYS(fallocate),
       SCMP_SYS(link),        SCMP_SYS(linkat),          SCMP_SYS(getpgid),   SCMP_SYS(setpgid),
       SCMP_SYS(getpriority), SCMP_SYS(copy_file_range), SCMP_SYS(sendfile)});
}

}  // namespace

base::Result<std::string> filter_of(const Policy& policy) {
  FilterRules rules;
  allow_reading(rules);
  allow_memory_and_threads(rules);
  allow_signals_and_time(rules);
  allow_identity_and_limits(rules);
  kill_on_forbidden_calls(rules);
  // The C library falls back on older calls; EPERM would make it fail instead.
  rules.answer(ENOSYS, {SCMP_SYS(clone3), SCMP_SYS(openat2)});
  if (policy.start != Start::forked) allow_exec_startup(rules);
  if (policy.start == Start::program) {
    rules.allow(SCMP_SYS(execveat), {equals(0, program_fd), equals(4, AT_EMPTY_PATH)});
  }
  if (policy.start == Start::command) rules.allow({SCMP_SYS(execve)});
  for (const auto& name : policy.calls) rules.allow_named(name);
  for (const auto request : policy.ioctls) rules.allow(SCMP_SYS(ioctl), {equals(1, request)});
  for (const int command : policy.fcntls) {
    rules.allow(SCMP_SYS(fcntl), {equals(1, static_cast<std::uint64_t>(command))});
  }
  if (policy.may_build) {
    allow_building(rules);
  } else {
    allow_opening_to_read(rules);
  }
  return rules.compile();
}

}  // namespace af::sandbox
