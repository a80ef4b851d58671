// SPDX-License-Identifier: MIT
#include "sandbox/supervisor.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "sandbox/messages.h"
#include "sandbox/zygote/landlock.h"
#include "sandbox/zygote_process.h"

namespace af::sandbox {
namespace {

using base::Result;

/// A zygote is replaced after this many runs, so that an address found out in one is soon useless.
constexpr unsigned runs_of_a_zygote = 1000;
/// What the kernel charges beyond the program's own pages: page tables, pipes, the zygote.
constexpr std::uint64_t cgroup_headroom = 64u << 20;

std::vector<std::filesystem::path> zygote_folders() {
  std::error_code error;
  const auto folder = std::filesystem::canonical("/proc/self/exe", error).parent_path();
  return {folder, folder.parent_path() / "libexec/affine"};
}

/// The processes of a slot share one CPU, because waking each other across CPUs costs more than
/// many programs take.
void stay_on_one_cpu(unsigned slot) {
  cpu_set_t all, one;
  CPU_ZERO(&all);
  CPU_ZERO(&one);
  if (::sched_getaffinity(0, sizeof(all), &all) != 0 || CPU_COUNT(&all) == 0) return;
  unsigned wanted = slot % static_cast<unsigned>(CPU_COUNT(&all));
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &all) || wanted-- > 0) continue;
    CPU_SET(cpu, &one);
    ::sched_setaffinity(0, sizeof(one), &one);
    return;
  }
}

bool send_frame(int socket, Message message, const std::string& payload) {
  const std::string frame = base::make_frame(static_cast<std::uint8_t>(message), 0, payload);
  for (std::string_view rest = frame; !rest.empty();) {
    const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

class Supervisor {
 public:
  Supervisor(int socket, const SupervisorOptions& options) : socket_(socket), options_(options) {
    if (!options.cgroup.empty()) cgroup_.emplace(options.cgroup);
  }

  /// Finds out which layers work, by using them. Fails with everything that is missing.
  base::Status start() {
    std::vector<MissingLayer> missing;
    const auto miss = [&](Layer layer, const std::string& why) {
      layers_.remove(layer);
      missing.push_back({layer, why});
    };
    for (const Layer layer : all_layers) layers_.add(layer);
    if (::geteuid() != 0) miss(Layer::own_ids, "this is not root");
    if (landlock_version() == 0) miss(Layer::landlock, "the kernel does not offer Landlock");
    if (!cgroup_) miss(Layer::cgroup, options_.why_no_cgroup);
    // The exec zygote needs nothing but itself.
    auto tried = try_zygote();
    if (!tried) {
      miss(Layer::namespaces, tried.error().message);
      tried = try_zygote();
    }
    if (auto checked = check_missing_layers(missing, options_.accepted); !checked) {
      return checked.error();
    }
    if (!tried) return tried.error();
    return base::Done{};
  }

  [[nodiscard]] LayerSet layers() const noexcept { return layers_; }

  /// Fails if the machine cannot run it, whatever the program.
  Result<Run> run(const Job& job) {
    const bool needs_folder = !job.program.files.empty() || job.limits.scratch_bytes > 0;
    if (needs_folder && !layers_.has(Layer::namespaces)) {
      return unable("files and compilers need namespaces, which are missing here");
    }
    auto run = attempt(job);
    if (!run || run->verdict == RunVerdict::internal_error ||
        run->verdict == RunVerdict::violation) {
      zygotes_.erase(job.program.language);
    }
    return run;
  }

  [[nodiscard]] bool host_is_lost() const noexcept { return lost_; }

 private:
  base::Status try_zygote() {
    auto setup = set_up(native_language, zygote_folders());
    if (!setup) return setup.error();
    auto zygote =
        ZygoteProcess::start(*setup, layers_, options_.slot, cgroup_ ? &*cgroup_ : nullptr);
    if (!zygote) return zygote.error();
    if (!can_watch_memory(zygote->pid())) {
      return unable("the memory of runs cannot be watched: /proc is not mounted, or with hidepid");
    }
    return base::Done{};
  }

  Result<ZygoteProcess*> zygote_for(const std::string& language) {
    const auto found = zygotes_.find(language);
    if (found != zygotes_.end() && found->second.runs() < runs_of_a_zygote) return &found->second;
    zygotes_.erase(language);
    if (!setups_.contains(language)) {
      auto setup = set_up(language, zygote_folders());
      if (!setup) return setup.error();
      setups_.emplace(language, std::move(*setup));
    }
    auto zygote = ZygoteProcess::start(setups_.at(language), layers_, options_.slot,
                                       cgroup_ ? &*cgroup_ : nullptr);
    if (!zygote) return zygote.error();
    return &zygotes_.insert_or_assign(language, std::move(*zygote)).first->second;
  }

  static base::Error unable(const std::string& why) {
    return {base::Code::service, why, AF_CAUSE_SANDBOX_UNAVAILABLE};
  }

  Result<Run> attempt(const Job& job) {
    const auto zygote = zygote_for(job.program.language);
    if (!zygote) return unable(zygote.error().message);
    if (cgroup_ && !cgroup_->set_limit(job.limits.memory_bytes + cgroup_headroom)) {
      return unable("cannot limit the memory of the cgroup");
    }
    const std::uint64_t kills_before = cgroup_ ? cgroup_->kills() : 0;
    const auto watched = (*zygote)->spawn(job.program, job.input, job.limits);
    if (!watched) return unable(watched.error().message);
    Observation seen = watch(*watched, job.limits, socket_, lost_);
    const bool killed = seen.facts.signal_number == SIGKILL && seen.facts.kill == Kill::none;
    seen.facts.memory_kill = killed && cgroup_ && cgroup_->kills() > kills_before;
    seen.facts.machine_short = killed && ran_out_of_memory();
    const Judgement judgement = judge(seen.facts, job.limits);
    if (judgement.machine_fault) return unable(judgement.detail);
    Run run;
    run.verdict = judgement.verdict;
    run.detail = judgement.detail;
    run.exit_status = seen.facts.exit_status;
    run.signal_number = seen.facts.signal_number;
    run.output = std::move(seen.output);
    run.errors = std::move(seen.errors);
    run.cpu_us = seen.facts.cpu_us;
    run.wall_us = seen.facts.wall_us;
    run.peak_bytes = seen.facts.peak_bytes;
    run.setting = to_text(layers_) + ", " + (*zygote)->runtime();
    return run;
  }

  /// Whether the kernel killed processes because memory ran out, since the last call.
  bool ran_out_of_memory() {
    const std::uint64_t kills = memory_kills_of_machine();
    return kills > std::exchange(machine_kills_, kills);
  }

  int socket_;
  SupervisorOptions options_;
  std::uint64_t machine_kills_ = memory_kills_of_machine();
  LayerSet layers_;
  std::optional<CgroupView> cgroup_;
  std::map<std::string, LanguageSetup> setups_;
  std::map<std::string, ZygoteProcess> zygotes_;
  bool lost_ = false;
};

/// Prepares the process: it dies with its parent, cannot be inspected, and stays on one CPU.
void enter_slot(unsigned slot) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::umask(077);
  stay_on_one_cpu(slot);
}

}  // namespace

int serve_runs(int socket, const SupervisorOptions& options) {
  enter_slot(options.slot);
  Supervisor supervisor(socket, options);
  if (const auto started = supervisor.start(); !started) {
    send_frame(socket, Message::refused, started.error().message);
    return 1;
  }
  if (!send_frame(socket, Message::ready, to_text(supervisor.layers()))) return 0;
  base::FrameBuffer frames;
  std::string chunk(256 * 1024, '\0');
  for (;;) {
    const ssize_t count = ::recv(socket, chunk.data(), chunk.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return 0;
    frames.append(std::string_view(chunk).substr(0, static_cast<std::size_t>(count)));
    base::Frame frame;
    int state = 0;
    while ((state = frames.next(frame)) == 1) {
      const auto job = decode_job(frame.payload);
      if (!job || static_cast<Message>(frame.op) != Message::run) return 1;
      const auto run = supervisor.run(*job);
      const bool sent = run ? send_frame(socket, Message::result, encode(*run))
                            : send_frame(socket, Message::unable, run.error().message);
      if (!sent || supervisor.host_is_lost()) return 0;
    }
    if (state < 0) return 1;
  }
}

}  // namespace af::sandbox
