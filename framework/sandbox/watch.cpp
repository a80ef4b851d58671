// SPDX-License-Identifier: MIT
#include "sandbox/watch.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "sandbox/zygote/plan.h"

namespace af::sandbox {
namespace {

/// How often memory and time are compared with the limits.
constexpr std::uint64_t check_period_us = 20'000;
/// How long the preparation of a run may take.
constexpr std::uint64_t preparation_us = 30'000'000;
/// A program that writes more to standard error is ended.
constexpr std::uint64_t most_error_bytes = 16u << 20;
constexpr std::size_t chunk_bytes = 64u << 10;

std::uint64_t microseconds(clockid_t clock) {
  struct timespec time {};
  if (::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec) / 1000;
}

/// A file of numbers under /proc. It is opened when first read, because most runs end before that.
class ProcFile {
 public:
  ProcFile(pid_t pid, const char* name) : path_("/proc/" + std::to_string(pid) + "/" + name) {}
  ProcFile(const ProcFile&) = delete;
  ProcFile& operator=(const ProcFile&) = delete;
  ~ProcFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  /// The second number of the file; 0 if it cannot be read.
  std::uint64_t second_number() {
    if (fd_ < 0) fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    std::array<char, 128> text{};
    if (fd_ < 0 || ::pread(fd_, text.data(), text.size() - 1, 0) <= 0) return 0;
    unsigned long long first = 0, second = 0;
    return std::sscanf(text.data(), "%llu %llu", &first, &second) == 2 ? second : 0;
  }

 private:
  std::string path_;
  int fd_ = -1;
};

/// One call of `watch`.
class Watcher {
 public:
  Watcher(const RunHandles& watched, const RunLimits& limits, int host, bool& lost)
      : run_(watched),
        limits_(limits),
        host_(host),
        lost_(lost),
        memory_(watched.pid, "statm"),
        schedule_(watched.pid, "schedstat"),
        start_us_(microseconds(CLOCK_MONOTONIC)) {
    ::clock_getcpuclockid(watched.pid, &cpu_clock_);
    pidfd_ = static_cast<int>(::syscall(SYS_pidfd_open, watched.pid, 0));
  }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher() {
    for (const int fd : {run_.output, run_.errors, run_.status, pidfd_}) {
      if (fd >= 0) ::close(fd);
    }
  }

  Observation watch() {
    if (pidfd_ < 0) {
      seen_.facts.failed_step = std::string("pidfd_open: ") + std::strerror(errno);
      ::kill(run_.pid, SIGKILL);
      reap();
      return std::move(seen_);
    }
    next_check_us_ = std::min(check_period_us, limits_.cpu_ms * 1000);
    while (!wait_for_something()) {
      read_all();
      if (elapsed_us() >= next_check_us_) check_limits();
    }
    read_all();
    reap();
    seen_.facts.wall_us = elapsed_us();
    return std::move(seen_);
  }

 private:
  [[nodiscard]] std::uint64_t elapsed_us() const {
    return microseconds(CLOCK_MONOTONIC) - start_us_;
  }

  /// True once the process has ended.
  bool wait_for_something() {
    std::array<struct pollfd, 5> ends = {{{pidfd_, POLLIN, 0},
                                          {run_.output, POLLIN, 0},
                                          {run_.errors, POLLIN, 0},
                                          {run_.status, POLLIN, 0},
                                          {host_, POLLRDHUP, 0}}};
    const std::uint64_t now = elapsed_us();
    const std::uint64_t left = next_check_us_ > now ? next_check_us_ - now : 0;
    const struct timespec wait = {static_cast<time_t>(left / 1'000'000),
                                  static_cast<long>(left % 1'000'000 * 1000)};
    // A program that writes single bytes would cause a wake-up for each of them.
    if (small_reads_) {
      const struct timespec pause = {0, 1'000'000};
      ::ppoll(ends.data(), 1, &pause, nullptr);
    } else {
      ::ppoll(ends.data(), ends.size(), &wait, nullptr);
    }
    if ((ends[4].revents & (POLLHUP | POLLRDHUP | POLLERR)) != 0) {
      lost_ = true;
      kill(Kill::none);
    }
    return (ends[0].revents & POLLIN) != 0;
  }

  void read_all() {
    small_reads_ = false;
    read_output();
    read_errors();
    read_status();
  }

  /// What one read returned. Closes the descriptor at the end of the stream.
  std::string_view read_once(int& fd) {
    if (fd < 0) return {};
    const ssize_t count = ::read(fd, chunk_.data(), chunk_.size());
    if (count > 0) {
      small_reads_ = small_reads_ || count < 4096;
      return {chunk_.data(), static_cast<std::size_t>(count)};
    }
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
      ::close(fd);
      fd = -1;
    }
    return {};
  }

  void read_output() {
    for (std::string_view bytes = read_once(run_.output); !bytes.empty();
         bytes = read_once(run_.output)) {
      const std::size_t room = limits_.output_bytes - seen_.output.size();
      seen_.output += bytes.substr(0, room);
      if (bytes.size() > room) {
        kill(Kill::output);
        // The rest is not needed. The writer, if it still runs, gets an error.
        ::close(run_.output);
        run_.output = -1;
        return;
      }
    }
  }
  void read_errors() {
    for (std::string_view bytes = read_once(run_.errors); !bytes.empty();
         bytes = read_once(run_.errors)) {
      seen_.errors += bytes.substr(0, max_error_bytes - seen_.errors.size());
      error_bytes_ += bytes.size();
      if (error_bytes_ > most_error_bytes) {
        kill(Kill::errors);
        ::close(run_.errors);
        run_.errors = -1;
        return;
      }
    }
  }
  void read_status() {
    const std::string_view bytes = read_once(run_.status);
    if (bytes.empty()) return;
    if (bytes[0] == ready_byte) {
      seen_.facts.ready = true;
      start_us_ = microseconds(CLOCK_MONOTONIC);  // the program's own time starts here
      next_check_us_ = std::min(check_period_us, limits_.cpu_ms * 1000);
    } else if (bytes.size() == sizeof(StepFailure)) {
      StepFailure failed;
      std::memcpy(static_cast<void*>(&failed), bytes.data(), sizeof(failed));
      seen_.facts.failed_step =
          std::string(failed.step.data()) + ": " + std::strerror(failed.error);
    }
    ::close(run_.status);
    run_.status = -1;
  }

  /// How long the process was ready to run but without a CPU, microseconds.
  [[nodiscard]] std::uint64_t waited_us() { return schedule_.second_number() / 1000; }

  /// Compares what was used with the limits, and sets the time of the next check.
  void check_limits() {
    const std::uint64_t now = elapsed_us(), cpu = microseconds(cpu_clock_);
    const std::uint64_t limit = limits_.cpu_ms * 1000, wall = limits_.wall() * 1000;
    static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    if (cpu >= limit) {
      kill(Kill::cpu);
    } else if (now >= (seen_.facts.ready ? limits_.longest() * 1000 : preparation_us)) {
      kill(Kill::starved);
    } else if (seen_.facts.ready && now >= wall && now - waited_us() >= wall) {
      kill(Kill::wall);
    } else if (memory_.second_number() * page > limits_.memory_bytes) {
      kill(Kill::memory);
    }
    // The earliest time at which all CPUs together can reach the limit.
    const std::uint64_t left = cpu < limit ? (limit - cpu) / cpus() : 0;
    next_check_us_ = now + std::clamp<std::uint64_t>(left, 1000, check_period_us);
  }

  /// CPUs that the run may use: those of the supervisor.
  static std::uint64_t cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
    return static_cast<std::uint64_t>(std::max(1, CPU_COUNT(&set)));
  }

  void kill(Kill why) {
    if (killed_) return;
    killed_ = true;
    seen_.facts.kill = why;
    ::syscall(SYS_pidfd_send_signal, pidfd_, SIGKILL, nullptr, 0);
  }

  void reap() {
    int status = 0;
    struct rusage usage {};
    while (::wait4(run_.pid, &status, __WALL, &usage) < 0 && errno == EINTR) {
    }
    RunFacts& facts = seen_.facts;
    const auto time_us = [](const struct timeval& time) {
      return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 +
             static_cast<std::uint64_t>(time.tv_usec);
    };
    facts.cpu_us = time_us(usage.ru_utime) + time_us(usage.ru_stime);
    facts.peak_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    if (WIFEXITED(status)) facts.exit_status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) facts.signal_number = WTERMSIG(status);
  }

  RunHandles run_;
  const RunLimits& limits_;
  int host_;
  bool& lost_;
  int pidfd_ = -1;
  ProcFile memory_, schedule_;
  std::uint64_t start_us_, next_check_us_ = 0, error_bytes_ = 0;
  clockid_t cpu_clock_ = CLOCK_MONOTONIC;
  std::array<char, chunk_bytes> chunk_{};
  bool small_reads_ = false, killed_ = false;
  Observation seen_;
};

}  // namespace

bool can_watch_memory(pid_t pid) { return ProcFile(pid, "statm").second_number() > 0; }

Observation watch(const RunHandles& watched, const RunLimits& limits, int host, bool& lost) {
  return Watcher(watched, limits, host, lost).watch();
}

}  // namespace af::sandbox
