// SPDX-License-Identifier: MIT
#include "sandbox/zygote/serve.h"

#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "sandbox/zygote/confine.h"
#include "sandbox/zygote/root.h"
#include "sandbox/zygote/spawn.h"
#include "sandbox/zygote/step.h"

namespace af::sandbox {
namespace {

std::string read_all(int file) {
  struct stat info {};
  must(::fstat(file, &info) == 0, control_fd, "read the plan");
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  must(::pread(file, bytes.data(), bytes.size(), 0) == info.st_size, control_fd, "read the plan");
  ::close(file);
  return bytes;
}

Confinement read_confinement() {
  Confinement confinement;
  const std::string filter = read_all(filter_fd);
  confinement.filter.resize(filter.size() / sizeof(struct sock_filter));
  std::memcpy(confinement.filter.data(), filter.data(),
              confinement.filter.size() * sizeof(struct sock_filter));
  auto plan = read_plan(read_all(plan_fd));
  must(plan.has_value() && !confinement.filter.empty(), control_fd, "read the plan");
  confinement.plan = std::move(*plan);
  return confinement;
}

/// Keeps only the capabilities that forking and confining a run needs. In a user namespace they
/// apply only inside it.
void keep_few_capabilities(const Plan& plan) {
  if (!plan.namespaces && ::geteuid() != 0) return;
  std::uint32_t kept = 1U << CAP_SETUID | 1U << CAP_SETGID;
  if (plan.namespaces) kept |= 1U << CAP_SYS_ADMIN;
  for (unsigned long capability = 0; capability < 64; ++capability) {
    if (capability < 32 && (kept >> capability & 1) != 0) continue;
    ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);  // fails past the last one that the kernel has
  }
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const struct __user_cap_data_struct few[2] = {{kept, kept, 0}, {0, 0, 0}};
  must(::syscall(SYS_capset, &header, few) == 0, control_fd, "drop capabilities");
}

void set_environment() {
  ::clearenv();
  const char* const fixed[][2] = {{"LANG", "C.UTF-8"},      {"TZ", "UTC"},
                                  {"HOME", work_folder},    {"PATH", "/usr/bin:/bin"},
                                  {"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"},
                                  {"UV_USE_IO_URING", "0"}, {"OPENSSL_CONF", "/dev/null"},
                                  {"TMPDIR", work_folder}};
  for (const auto& variable : fixed) ::setenv(variable[0], variable[1], 1);
}

}  // namespace

bool receive_order(RunOrder& order, RunFiles& files) {
  struct iovec bytes = {&order, sizeof(order)};
  alignas(struct cmsghdr) char space[CMSG_SPACE(sizeof(RunFiles))];
  struct msghdr message {};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof(space);
  ssize_t count = 0;
  do {
    count = ::recvmsg(control_fd, &message, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  const struct cmsghdr* header = count == sizeof(order) ? CMSG_FIRSTHDR(&message) : nullptr;
  if (header == nullptr || header->cmsg_len != CMSG_LEN(sizeof(RunFiles))) return false;
  std::memcpy(&files, CMSG_DATA(header), sizeof(files));
  return true;
}

void close_files(const RunFiles& files) {
  for (const int file :
       {files.program, files.input, files.output, files.error, files.status, files.extra})
    ::close(file);
}

int serve(Runtime& runtime) {
  Confinement confinement = read_confinement();
  const Plan& plan = confinement.plan;
  ::umask(022);
  if (plan.namespaces) {
    enter_private_root(plan, control_fd);
    must(::sethostname("sandbox", 7) == 0, control_fd, "sethostname");
  }
  keep_few_capabilities(plan);
  set_environment();
  const std::string name = runtime.prepare(plan);
  if (plan.landlock) {
    confinement.rules = landlock_rules(access_of(plan));
    must(confinement.rules >= 0, control_fd, "make Landlock rules");
  }
  must(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, control_fd, "make the zygote undumpable");
  must(::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0, control_fd, "die with the supervisor");
  const std::string ready = ready_byte + name;
  must(::send(control_fd, ready.data(), ready.size(), MSG_NOSIGNAL) > 0, control_fd, "report");

  RunOrder order{};
  RunFiles files{};
  while (receive_order(order, files)) {
    runtime.before_fork();
    const pid_t pid = spawn_sibling(plan.namespaces);
    const int error = errno;
    if (pid == 0) {
      runtime.after_fork_in_child();
      confine(confinement, order, files);
      report_ready();
      runtime.run(plan);
    }
    runtime.after_fork_in_parent();
    close_files(files);
    const RunStarted started = {pid, pid < 0 ? error : 0};
    if (::send(control_fd, &started, sizeof(started), MSG_NOSIGNAL) != sizeof(started)) break;
  }
  return 0;
}

}  // namespace af::sandbox
