#include "sandbox/verdict.h"

#include <signal.h>

#include <cstring>

namespace af::sandbox {
namespace {

std::string signal_name(int number) {
  const char* const name = ::sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : "SIG" + std::string(name);
}

Judgement judge_end(const Facts& facts) {
  if (facts.signal_number == SIGKILL && facts.machine_short) {
    return {Verdict::internal_error, "the machine ran out of memory", true};
  }
  if (facts.signal_number == SIGKILL) {
    return {Verdict::internal_error,
            "it was killed, and neither by the supervisor nor for its memory"};
  }
  if (facts.signal_number != 0)
    return {Verdict::runtime_error, "ended by " + signal_name(facts.signal_number)};
  if (facts.exit_status != 0)
    return {Verdict::runtime_error, "exit status " + std::to_string(facts.exit_status)};
  return {Verdict::ok, ""};
}

}  // namespace

Judgement judge(const Facts& facts, const Limits& limits) {
  if (!facts.ready) {
    const std::string step =
        facts.failed_step.empty() ? "it was not ready in time" : facts.failed_step;
    return {Verdict::internal_error, "the run could not be prepared: " + step, true};
  }
  if (facts.kill == Kill::output) {
    return {Verdict::output_limit,
            "more than " + std::to_string(limits.output_bytes) + " bytes of output"};
  }
  if (facts.kill == Kill::errors) return {Verdict::output_limit, "a flood on standard error"};
  if (facts.kill == Kill::cpu || facts.cpu_us >= limits.cpu_ms * 1000) {
    return {Verdict::time_limit, "more than " + std::to_string(limits.cpu_ms) + " ms of CPU time"};
  }
  if (facts.kill == Kill::memory || facts.memory_kill || facts.peak_bytes > limits.memory_bytes) {
    return {Verdict::memory_limit,
            "more than " + std::to_string(limits.memory_bytes >> 20) + " MiB of memory"};
  }
  if (facts.signal_number == SIGSYS) return {Verdict::violation, "a forbidden system call"};
  if (facts.kill == Kill::wall) {
    if (facts.waited_us * 2 >= facts.wall_us) {
      return {Verdict::internal_error, "it waited for a CPU for most of its time", true};
    }
    return {Verdict::time_limit,
            "idle until the limit of " + std::to_string(limits.wall()) + " ms"};
  }
  return judge_end(facts);
}

}  // namespace af::sandbox
