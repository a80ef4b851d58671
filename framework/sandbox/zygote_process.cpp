// SPDX-License-Identifier: MIT
#include "sandbox/zygote_process.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "sandbox/descriptors.h"
#include "sandbox/zygote/step.h"

namespace af::sandbox {
namespace {

using base::Result;

/// How long a zygote may take for each step of its start.
constexpr int start_seconds = 30;
constexpr rlim_t stack_bytes = 256u << 20;

bool put(const std::string& file, const std::string& text) {
  const Descriptor fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  return fd.good() &&
         ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Maps the zygote's ids to ids of the machine: a range of its own, or the one of this process.
base::Status map_ids(pid_t pid, bool own_ids, unsigned slot) {
  const std::string folder = "/proc/" + std::to_string(pid) + "/";
  const std::string count = own_ids ? std::to_string(own_id_count) : "1";
  const auto first = [&](std::uint32_t ours) {
    return "0 " + std::to_string(own_ids ? first_own_id + own_id_count * slot : ours) + " " + count;
  };
  if (!own_ids && !put(folder + "setgroups", "deny")) return step_error("setgroups", errno);
  if (!put(folder + "uid_map", first(::geteuid()))) return step_error("uid_map", errno);
  if (!put(folder + "gid_map", first(::getegid()))) return step_error("gid_map", errno);
  return base::Done{};
}

/// In the forked process: enters new namespaces, waits until its ids are mapped, and executes the
/// zygote's program.
[[noreturn]] void become_zygote(bool namespaces, int sync, int control, int plan, int filter,
                                int program) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  struct rlimit stack {};
  ::getrlimit(RLIMIT_STACK, &stack);
  // The layout of memory is fixed at exec by this limit.
  stack.rlim_cur =
      stack.rlim_max == RLIM_INFINITY ? stack_bytes : std::min(stack_bytes, stack.rlim_max);
  must(::setrlimit(RLIMIT_STACK, &stack) == 0, control, "limit the stack");
  // The supervisor writes the id maps under /proc/PID of this process, which needs it dumpable.
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  if (namespaces) {
    constexpr int kinds =
        CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    must(::unshare(kinds) == 0, control, "unshare namespaces");
  }
  must(::send(control, "U", 1, MSG_NOSIGNAL) == 1, control, "report");
  char byte = 0;
  must(::read(sync, &byte, 1) == 1, control, "wait for ids");
  if (namespaces) {
    // Refused where "setgroups" was denied for the id map; there are no groups to drop then.
    [[maybe_unused]] const int dropped = ::setgroups(0, nullptr);
    must(::syscall(SYS_setresgid, 0, 0, 0) == 0, control, "setresgid");
    must(::syscall(SYS_setresuid, 0, 0, 0) == 0, control, "setresuid");
    // Reset by the change of ids.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  }
  const std::pair<int, int> places[] = {
      {control, control_fd}, {plan, plan_fd}, {filter, filter_fd}, {program, 6}};
  std::array<int, 4> high{};
  for (std::size_t i = 0; i < high.size(); ++i)
    high[i] = ::fcntl(places[i].first, F_DUPFD_CLOEXEC, 16);
  for (std::size_t i = 0; i < high.size(); ++i)
    must(::dup2(high[i], places[i].second) >= 0, high[0], "place");
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {0, 1, 2}) must(::dup2(null, fd) >= 0, control_fd, "open /dev/null");
  must(::syscall(SYS_close_range, 7U, ~0U, 0U) == 0, control_fd, "close descriptors");
  must(::fcntl(6, F_SETFD, FD_CLOEXEC) == 0, control_fd, "close descriptors");
  char name[] = "af-sandbox";
  char* const arguments[] = {name, nullptr};
  char* const environment[] = {nullptr};
  ::syscall(SYS_execveat, 6, "", arguments, environment, AT_EMPTY_PATH);
  fail_step(control_fd, "start the zygote's program");
}

/// The next message on the control socket, or why there is none.
Result<std::string> receive_message(int control) {
  std::array<char, 256> bytes{};
  const ssize_t count = ::recv(control, bytes.data(), bytes.size(), 0);
  if (count < 0 && errno == EAGAIN) return step_error("the zygote does not answer", ETIMEDOUT);
  if (count <= 0) return step_error("the zygote died", ECHILD);
  if (bytes[0] == StepFailure{}.mark && count == sizeof(StepFailure)) {
    StepFailure report;
    std::memcpy(static_cast<void*>(&report), bytes.data(), sizeof(report));
    return step_error(report.step.data(), report.error);
  }
  return std::string(bytes.data(), static_cast<std::size_t>(count));
}

/// The files in the form that `mount_work_folder` reads.
std::string pack(const std::vector<File>& files) {
  std::string bytes;
  for (const auto& file : files) {
    const std::uint32_t sizes[2] = {static_cast<std::uint32_t>(file.name.size()),
                                    static_cast<std::uint32_t>(file.content.size())};
    bytes.append(reinterpret_cast<const char*>(sizes), sizeof(sizes));
    bytes += file.name + file.content;
  }
  return bytes;
}

bool send_order(int control, const RunOrder& order, const RunFiles& files) {
  RunOrder copy = order;
  struct iovec bytes = {&copy, sizeof(copy)};
  alignas(struct cmsghdr) char space[CMSG_SPACE(sizeof(RunFiles))] = {};
  struct msghdr message {};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof(space);
  struct cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(RunFiles));
  std::memcpy(CMSG_DATA(header), &files, sizeof(files));
  return ::sendmsg(control, &message, MSG_NOSIGNAL) == sizeof(copy);
}

RunOrder order_for(const Program& program, const RunLimits& limits, bool limit_address_space) {
  RunOrder order{};
  order.cpu_seconds = limits.cpu_ms / 1000 + 2;
  // Beyond the memory limit there is room for the stacks of threads, which deep recursion needs.
  order.address_bytes =
      limit_address_space ? limits.memory_bytes + (std::uint64_t{5} << 28) : RLIM_INFINITY;
  order.scratch_bytes = limits.scratch_bytes;
  order.processes = limits.processes;
  order.open_files = limits.open_files;
  order.has_extra = program.files.empty() ? 0 : 1;
  return order;
}

}  // namespace

Result<ZygoteProcess> ZygoteProcess::start(const LanguageSetup& setup, LayerSet layers,
                                           unsigned slot, CgroupView* cgroup) {
  Plan plan = setup.plan;
  plan.namespaces = layers.has(Layer::namespaces);
  plan.landlock = layers.has(Layer::landlock);
  plan.own_ids = layers.has(Layer::own_ids);
  plan.run_id = plan.namespaces ? 1000 : first_own_id + own_id_count * slot;
  auto filter = filter_of(setup.policy);
  if (!filter) return filter.error();
  auto plan_file = sealed_file(write_plan(plan)), filter_file = sealed_file(*filter);
  auto sync = make_pipe();
  const Descriptor program(::open(setup.zygote.c_str(), O_PATH | O_CLOEXEC));
  int ends[2] = {-1, -1};
  if (!plan_file || !filter_file || !sync || !program.good() ||
      ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return step_error("prepare a zygote", errno);
  }
  Descriptor control(ends[1]);
  ZygoteProcess zygote;
  zygote.control_ = ends[0];
  const struct timeval timeout = {start_seconds, 0};
  ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  zygote.limit_address_space_ = setup.limit_address_space;
  zygote.pid_ = ::fork();
  if (zygote.pid_ < 0) return step_error("fork", errno);
  if (zygote.pid_ == 0) {
    become_zygote(plan.namespaces, sync->read.get(), ends[1], plan_file->get(), filter_file->get(),
                  program.get());
  }
  auto message = receive_message(zygote.control_);
  if (!message) return message.error();
  if (plan.namespaces) {
    if (auto mapped = map_ids(zygote.pid_, plan.own_ids, slot); !mapped) return mapped.error();
  }
  if (cgroup != nullptr && !cgroup->add(zygote.pid_)) return step_error("enter the cgroup", errno);
  if (::write(sync->write.get(), "M", 1) != 1) return step_error("release the zygote", errno);
  // This copy of the zygote's end must be closed, or the zygote's death would not be seen.
  control = Descriptor();
  message = receive_message(zygote.control_);
  if (!message) return message.error();
  if ((*message)[0] != ready_byte) return step_error("the zygote's greeting", EPROTO);
  zygote.runtime_ = message->substr(1);
  return zygote;
}

ZygoteProcess& ZygoteProcess::operator=(ZygoteProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(control_, other.control_);
  std::swap(runs_, other.runs_);
  std::swap(limit_address_space_, other.limit_address_space_);
  std::swap(runtime_, other.runtime_);
  return *this;
}

ZygoteProcess::~ZygoteProcess() {
  if (control_ >= 0) ::close(control_);
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, __WALL) < 0 && errno == EINTR) {
  }
}

Result<RunHandles> ZygoteProcess::spawn(const Program& program, std::string_view input,
                                        const RunLimits& limits) {
  auto source = sealed_file(program.source), stdin_file = sealed_file(input);
  if (!source) return source.error();
  if (!stdin_file) return stdin_file.error();
  Result<Descriptor> extra = Descriptor();
  if (!program.files.empty()) extra = sealed_file(pack(program.files));
  if (!extra) return extra.error();
  auto output = make_pipe(), errors = make_pipe(), status = make_pipe();
  if (!output || !errors || !status) return step_error("pipe", errno);
  for (const auto* pipe : {&*output, &*errors, &*status})
    ::fcntl(pipe->read.get(), F_SETFL, O_NONBLOCK);
  const RunFiles files = {source->get(),       stdin_file->get(),
                          output->write.get(), errors->write.get(),
                          status->write.get(), extra->good() ? extra->get() : source->get()};
  if (!send_order(control_, order_for(program, limits, limit_address_space_), files))
    return step_error("order a run", errno);
  RunStarted started{};
  ssize_t count = 0;
  do {
    count = ::recv(control_, &started, sizeof(started), 0);
  } while (count < 0 && errno == EINTR);
  if (count != sizeof(started)) return step_error("the zygote died", ECHILD);
  if (started.pid < 0) return step_error("fork in the zygote", started.error);
  ++runs_;
  return RunHandles{started.pid, output->read.release(), errors->read.release(),
                    status->read.release()};
}

}  // namespace af::sandbox
