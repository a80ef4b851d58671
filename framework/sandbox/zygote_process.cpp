#include "sandbox/zygote_process.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
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

#include "sandbox/zygote/step.h"

namespace af::sandbox {
namespace {

using base::Error;
using base::Result;

constexpr int start_milliseconds = 30'000;
constexpr rlim_t stack_bytes = 256u << 20;

Error failed(const std::string& step, int error) {
  return {base::Code::failed, step + ": " + std::strerror(error), AF_CAUSE_SANDBOX_UNAVAILABLE};
}

/// A descriptor that is closed when it goes away.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  [[nodiscard]] bool good() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

struct Pipe {
  Fd read, write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed("pipe", errno);
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

/// A file in memory that nobody can change any more.
Result<Fd> sealed_file(std::string_view bytes) {
  Fd file(::memfd_create("affine", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.good()) return failed("memfd_create", errno);
  for (std::string_view rest = bytes; !rest.empty();) {
    const ssize_t count = ::write(file.get(), rest.data(), rest.size());
    if (count < 0) return failed("write to memory", errno);
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) !=
      0) {
    return failed("seal memory", errno);
  }
  return file;
}

bool put(const std::string& file, const std::string& text) {
  const Fd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  return fd.good() &&
         ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Says which ids of the machine the zygote's ids are: a range of its own, or our one.
base::Status map_ids(pid_t pid, bool own_ids, unsigned slot) {
  const std::string folder = "/proc/" + std::to_string(pid) + "/";
  const std::string count = own_ids ? std::to_string(own_id_count) : "1";
  const auto first = [&](std::uint32_t ours) {
    return "0 " + std::to_string(own_ids ? first_own_id + own_id_count * slot : ours) + " " + count;
  };
  if (!own_ids && !put(folder + "setgroups", "deny")) return failed("setgroups", errno);
  if (!put(folder + "uid_map", first(::geteuid()))) return failed("uid_map", errno);
  if (!put(folder + "gid_map", first(::getegid()))) return failed("gid_map", errno);
  return base::Done{};
}

/// In the new process: leaves our namespaces, waits until its ids are mapped, and becomes the
/// zygote.
[[noreturn]] void become_zygote(bool namespaces, int sync, int control, int plan, int filter,
                                int program) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  struct rlimit stack {};
  ::getrlimit(RLIMIT_STACK, &stack);
  // The layout of memory is fixed at exec by this limit.
  stack.rlim_cur =
      stack.rlim_max == RLIM_INFINITY ? stack_bytes : std::min(stack_bytes, stack.rlim_max);
  must(::setrlimit(RLIMIT_STACK, &stack) == 0, control, "limit the stack");
  // The supervisor, which nobody may look into, must reach the files that map ids under our /proc
  // entry.
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
    // Refused where groups were given up when the ids were mapped: then there are none to drop.
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
Result<std::string> hear(int control) {
  std::array<char, 256> bytes{};
  const ssize_t count = ::recv(control, bytes.data(), bytes.size(), 0);
  if (count < 0 && errno == EAGAIN) return failed("the zygote does not answer", ETIMEDOUT);
  if (count <= 0) return failed("the zygote died", ECHILD);
  if (bytes[0] == Failed{}.mark && count == sizeof(Failed)) {
    Failed report;
    std::memcpy(static_cast<void*>(&report), bytes.data(), sizeof(report));
    return failed(report.step.data(), report.error);
  }
  return std::string(bytes.data(), static_cast<std::size_t>(count));
}

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

RunOrder order_for(const Program& program, const Limits& limits, Policy policy) {
  RunOrder order{};
  order.cpu_seconds = limits.cpu_ms / 1000 + 2;
  // Room for the large stacks of threads that deep recursion is run in; JavaScript reserves far
  // more than it uses.
  order.address_bytes =
      policy == Policy::node ? RLIM_INFINITY : limits.memory_bytes + (std::uint64_t{5} << 28);
  order.scratch_bytes = limits.scratch_bytes;
  order.processes = limits.processes;
  order.open_files = limits.open_files;
  order.has_extra = program.files.empty() ? 0 : 1;
  return order;
}

}  // namespace

Result<ZygoteProcess> ZygoteProcess::start(const Setup& setup, LayerSet layers, unsigned slot,
                                           CgroupView* cgroup) {
  Plan plan = setup.plan;
  plan.namespaces = layers.has(Layer::namespaces);
  plan.landlock = layers.has(Layer::landlock);
  plan.own_ids = layers.has(Layer::own_ids);
  plan.run_id = plan.namespaces ? 1000 : first_own_id + own_id_count * slot;
  auto filter = filter_of(setup.policy);
  if (!filter) return filter.error();
  auto plan_file = sealed_file(write_plan(plan)), filter_file = sealed_file(*filter);
  auto sync = make_pipe();
  const Fd program(::open(setup.zygote.c_str(), O_PATH | O_CLOEXEC));
  int ends[2] = {-1, -1};
  if (!plan_file || !filter_file || !sync || !program.good() ||
      ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return failed("prepare a zygote", errno);
  }
  Fd control(ends[1]);
  ZygoteProcess zygote;
  zygote.control_ = ends[0];
  const struct timeval patience = {start_milliseconds / 1000, 0};
  ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  zygote.policy_ = setup.policy;
  zygote.pid_ = ::fork();
  if (zygote.pid_ < 0) return failed("fork", errno);
  if (zygote.pid_ == 0) {
    become_zygote(plan.namespaces, sync->read.get(), ends[1], plan_file->get(), filter_file->get(),
                  program.get());
  }
  auto heard = hear(zygote.control_);
  if (!heard) return heard.error();
  if (plan.namespaces) {
    if (auto mapped = map_ids(zygote.pid_, plan.own_ids, slot); !mapped) return mapped.error();
  }
  if (cgroup != nullptr && !cgroup->add(zygote.pid_)) return failed("enter the cgroup", errno);
  if (::write(sync->write.get(), "M", 1) != 1) return failed("release the zygote", errno);
  // Ours must be the only other end, or the zygote's death would not be seen.
  control = Fd();
  heard = hear(zygote.control_);
  if (!heard) return heard.error();
  if ((*heard)[0] != ready_byte) return failed("the zygote's greeting", EPROTO);
  zygote.runtime_ = heard->substr(1);
  return zygote;
}

ZygoteProcess& ZygoteProcess::operator=(ZygoteProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(control_, other.control_);
  std::swap(runs_, other.runs_);
  std::swap(policy_, other.policy_);
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

Result<Watched> ZygoteProcess::spawn(const Program& program, std::string_view input,
                                     const Limits& limits) {
  auto source = sealed_file(program.source), stdin_file = sealed_file(input);
  if (!source) return source.error();
  if (!stdin_file) return stdin_file.error();
  Result<Fd> extra = Fd();
  if (!program.files.empty()) extra = sealed_file(pack(program.files));
  if (!extra) return extra.error();
  auto output = make_pipe(), errors = make_pipe(), status = make_pipe();
  if (!output || !errors || !status) return failed("pipe", errno);
  for (const auto* pipe : {&*output, &*errors, &*status})
    ::fcntl(pipe->read.get(), F_SETFL, O_NONBLOCK);
  const RunFiles files = {source->get(),       stdin_file->get(),
                          output->write.get(), errors->write.get(),
                          status->write.get(), extra->good() ? extra->get() : source->get()};
  if (!send_order(control_, order_for(program, limits, policy_), files))
    return failed("order a run", errno);
  Born born{};
  ssize_t count = 0;
  do {
    count = ::recv(control_, &born, sizeof(born), 0);
  } while (count < 0 && errno == EINTR);
  if (count != sizeof(born)) return failed("the zygote died", ECHILD);
  if (born.pid < 0) return failed("fork in the zygote", born.error);
  ++runs_;
  return Watched{born.pid, output->read.release(), errors->read.release(), status->read.release()};
}

}  // namespace af::sandbox
