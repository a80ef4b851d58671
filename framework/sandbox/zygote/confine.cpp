// SPDX-License-Identifier: MIT
#include "sandbox/zygote/confine.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "sandbox/zygote/root.h"
#include "sandbox/zygote/step.h"

namespace af::sandbox {
namespace {

/// Sources get high numbers first, so that no dup2 overwrites one that is still needed.
void place_descriptors(const RunFiles& files, int status) {
  const std::pair<int, int> places[] = {{files.input, 0},
                                        {files.output, 1},
                                        {files.error, 2},
                                        {files.program, program_fd},
                                        {files.status, status_fd}};
  int high[5];
  for (int i = 0; i < 5; ++i) {
    high[i] = ::fcntl(places[i].first, F_DUPFD, 16);
    must(high[i] >= 0, status, "move a descriptor");
  }
  for (int i = 0; i < 5; ++i)
    must(::dup2(high[i], places[i].second) >= 0, high[4], "place a descriptor");
  must(::syscall(SYS_close_range, 5U, ~0U, 0U) == 0, status_fd, "close descriptors");
}

void limit(int resource, rlim_t value) {
  const auto kind = static_cast<__rlimit_resource_t>(resource);
  struct rlimit both {};
  must(::getrlimit(kind, &both) == 0, status_fd, "getrlimit");
  both.rlim_max = std::min(value, both.rlim_max);
  both.rlim_cur = both.rlim_max;
  must(::setrlimit(kind, &both) == 0, status_fd, "setrlimit");
}

void set_limits(const RunOrder& order, bool own_ids) {
  limit(RLIMIT_CPU, order.cpu_seconds);
  limit(RLIMIT_AS, order.address_bytes);
  limit(RLIMIT_FSIZE, order.scratch_bytes);
  limit(RLIMIT_NOFILE, order.open_files);
  // Without own ids the limit would count all processes of the user who runs the validator.
  if (own_ids) limit(RLIMIT_NPROC, order.processes);
  // A limit of 1 byte, unlike 0, also prevents a dump to a pipe handler.
  limit(RLIMIT_CORE, 1);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_MSGQUEUE, 0);
  limit(RLIMIT_NICE, 0);
  limit(RLIMIT_RTPRIO, 0);
  limit(RLIMIT_SIGPENDING, 64);
}

void drop_privileges(const Plan& plan) {
  if (plan.own_ids) {
    must(::setgroups(0, nullptr) == 0, status_fd, "drop groups");
    must(::syscall(SYS_setresgid, plan.run_id, plan.run_id, plan.run_id) == 0, status_fd,
         "setresgid");
    must(::syscall(SYS_setresuid, plan.run_id, plan.run_id, plan.run_id) == 0, status_fd,
         "setresuid");
  }
  // Where the id changed the capabilities are gone already, and with them the right to set these
  // bits.
  ::prctl(PR_SET_SECUREBITS,
          SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
              SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
              SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED,
          0, 0, 0);
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct nothing[2] = {};
  must(::syscall(SYS_capset, &header, nothing) == 0, status_fd, "drop capabilities");
  must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, status_fd, "no_new_privs");
  // Both are reset by a change of ids, so they come after it.
  must(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, status_fd, "make the process undumpable");
  must(::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0, status_fd, "die with the supervisor");
}

void load_filter(std::vector<struct sock_filter> filter) {
  const auto own = static_cast<std::uint32_t>(::getpid());
  for (auto& instruction : filter) {
    if (instruction.k == own_pid_mark) instruction.k = own;
  }
  const struct sock_fprog program = {static_cast<unsigned short>(filter.size()), filter.data()};
  must(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0, status_fd,
       "load the system call filter");
}

}  // namespace

Access access_of(const Plan& plan) {
  Access access;
  access.executable = !plan.command.empty();
  if (plan.namespaces) {
    access.readable = {"/"};  // the private root: it holds nothing else
    return access;
  }
  access.readable = plan.tree;
  access.readable.insert(access.readable.end(), plan.devices.begin(), plan.devices.end());
  access.listable = plan.modules;
  return access;
}

void confine(const Confinement& confinement, const RunOrder& order, const RunFiles& files) {
  const Plan& plan = confinement.plan;
  must(::setsid() >= 0, files.status, "start a session");
  const bool work = order.has_extra != 0 || order.scratch_bytes > 0;
  if (work) {
    must(plan.namespaces && ::unshare(CLONE_NEWNS) == 0, files.status,
         "give the run a mount namespace");
    mount_work_folder(order.has_extra != 0 ? files.extra : -1, order.scratch_bytes, files.status);
  } else if (plan.namespaces) {
    must(::chdir(work_folder) == 0, files.status, "enter the working folder");
  }
  int rules = confinement.rules;
  if (work && plan.landlock) {
    Access access = access_of(plan);
    if (order.scratch_bytes > 0) access.writable.emplace_back(work_folder);
    rules = landlock_rules(access);
    must(rules >= 0, files.status, "make Landlock rules");
  }
  if (plan.landlock) {
    must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, files.status, "no_new_privs");
    must(landlock_confine(rules), files.status, "confine by Landlock");
  }
  place_descriptors(files, files.status);
  set_limits(order, plan.own_ids || plan.namespaces);
  drop_privileges(plan);
  load_filter(confinement.filter);
}

void report_ready() {
  must(::write(status_fd, &ready_byte, 1) == 1, status_fd, "report");
  ::close(status_fd);
}

}  // namespace af::sandbox
