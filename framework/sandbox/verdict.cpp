// SPDX-License-Identifier: MIT
#include "sandbox/verdict.h"

#include <signal.h>

#include <cstring>

namespace af::sandbox {
namespace {

std::string signal_name(int number) {
  const char* const name = ::sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : "SIG" + std::string(name);
}

Judgement judge_end(const RunFacts& facts) {
  if (facts.signal_number == SIGKILL && facts.machine_short) {
    return {RunVerdict::internal_error, "the machine ran out of memory", true};
  }
  if (facts.signal_number == SIGKILL) {
    return {RunVerdict::internal_error,
            "it was killed, and neither by the supervisor nor for its memory"};
  }
  if (facts.signal_number != 0)
    return {RunVerdict::runtime_error, "ended by " + signal_name(facts.signal_number)};
  if (facts.exit_status != 0)
    return {RunVerdict::runtime_error, "exit status " + std::to_string(facts.exit_status)};
  return {RunVerdict::ok, ""};
}

}  // namespace

Judgement judge(const RunFacts& facts, const RunLimits& limits) {
  if (!facts.ready) {
    const std::string step =
        facts.failed_step.empty() ? "it was not ready in time" : facts.failed_step;
    return {RunVerdict::internal_error, "the run could not be prepared: " + step, true};
  }
  if (facts.kill == Kill::output) {
    return {RunVerdict::output_limit,
            "more than " + std::to_string(limits.output_bytes) + " bytes of output"};
  }
  if (facts.kill == Kill::errors) return {RunVerdict::output_limit, "a flood on standard error"};
  if (facts.kill == Kill::cpu || facts.cpu_us >= limits.cpu_ms * 1000) {
    return {RunVerdict::time_limit,
            "more than " + std::to_string(limits.cpu_ms) + " ms of CPU time"};
  }
  if (facts.kill == Kill::memory || facts.memory_kill || facts.peak_bytes > limits.memory_bytes) {
    return {RunVerdict::memory_limit,
            "more than " + std::to_string(limits.memory_bytes >> 20) + " MiB of memory"};
  }
  if (facts.signal_number == SIGSYS) return {RunVerdict::violation, "a forbidden system call"};
  if (facts.kill == Kill::wall) {
    return {RunVerdict::time_limit,
            "idle until the limit of " + std::to_string(limits.wall()) + " ms"};
  }
  if (facts.kill == Kill::starved) {
    return {RunVerdict::internal_error, "it waited for a CPU for most of its time", true};
  }
  return judge_end(facts);
}

}  // namespace af::sandbox
