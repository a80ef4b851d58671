// SPDX-License-Identifier: MIT
/// From facts to a verdict: what is charged to the program and what to the machine. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "sandbox/run.h"

namespace af::sandbox {

/// Why the supervisor ended a run.
enum class Kill : std::uint8_t { none, cpu, wall, starved, memory, output, errors };

/// What the kernel and the supervisor saw of one run.
struct RunFacts {
  bool ready = false;       ///< the preparation succeeded and the program started
  std::string failed_step;  ///< the step of the preparation that failed, with its error
  Kill kill = Kill::none;
  int exit_status = -1;  ///< -1 if it did not exit by itself
  int signal_number = 0;
  std::uint64_t cpu_us = 0, wall_us = 0;  ///< of the whole run, microseconds
  std::uint64_t peak_bytes = 0;           ///< largest resident memory
  bool memory_kill = false;               ///< the kernel killed it for the memory of its cgroup
  bool machine_short = false;  ///< meanwhile the kernel killed processes because memory ran out
};

/// A verdict with what is known of its reason.
struct Judgement {
  RunVerdict verdict = RunVerdict::internal_error;
  std::string detail;          ///< the reason, for people
  bool machine_fault = false;  ///< an internal error that no program can cause
};

/// Applies the first rule that fits, in this order: preparation, output, CPU time, memory, system
/// calls, wall time, signals and exit status. A SIGKILL without a known sender is an internal
/// error.
[[nodiscard]] Judgement judge(const RunFacts& facts, const RunLimits& limits);

}  // namespace af::sandbox
