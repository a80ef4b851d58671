/// From facts to a verdict: who is charged with how a run ended. A pure function.
#pragma once

#include <cstdint>
#include <string>

#include "sandbox/run.h"

namespace af::sandbox {

/// Why the supervisor ended a run.
enum class Kill : std::uint8_t { none, cpu, wall, memory, output, errors };

/// What the kernel and the supervisor saw of one run.
struct Facts {
  bool ready = false;       ///< the program was reached
  std::string failed_step;  ///< of the preparation, if it was not
  Kill kill = Kill::none;
  int exit_status = -1;  ///< -1 if it did not exit by itself
  int signal_number = 0;
  std::uint64_t cpu_us = 0, wall_us = 0, peak_bytes = 0;
  std::uint64_t waited_us = 0;  ///< ready to run, but without a CPU
  bool memory_kill = false;     ///< the kernel killed it for the memory of its cgroup
  bool machine_short = false;   ///< the kernel killed processes since the machine ran out of memory
};

struct Judgement {
  Verdict verdict = Verdict::internal_error;
  std::string detail;
  bool ours = false;  ///< an internal error that no program can bring about
};

/// The first rule that fits decides: preparation, output, CPU time, memory, system calls, wall
/// time, signals and status. Wall time counts only for a program that had a CPU; a kill that nobody
/// explains is an internal error.
[[nodiscard]] Judgement judge(const Facts& facts, const Limits& limits);

}  // namespace af::sandbox
