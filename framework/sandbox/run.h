// SPDX-License-Identifier: MIT
/// What goes into a run of an untrusted program, and what is known about it afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace af::sandbox {

/// How a run ended, as the kernel and the supervisor saw it. What the program prints never decides.
enum class RunVerdict : std::uint8_t {
  ok = 1,             ///< exit status 0
  runtime_error = 2,  ///< another exit status, or a signal that the program caused itself
  time_limit = 3,     ///< too much CPU time, or idle until the wall limit
  memory_limit = 4,
  output_limit = 5,
  violation = 6,       ///< a system call that no legitimate program makes
  rejected = 7,        ///< never ran: not text, too long, or it does not compile
  internal_error = 8,  ///< a failure of the machine; the program is not charged
};
/// For people and JSON output, such as "time limit".
[[nodiscard]] std::string_view name_of(RunVerdict verdict) noexcept;

/// What one run may use.
struct RunLimits {
  std::uint64_t cpu_ms = 10'000;  ///< of all threads together
  std::uint64_t wall_ms = 0;      ///< without waits for a CPU; 0: three times cpu_ms and 5 s
  std::uint64_t memory_bytes = 512u << 20;
  std::uint64_t output_bytes = 1u << 20;  ///< of standard output
  std::uint32_t processes = 64;           ///< and threads; only compilers may start processes
  std::uint32_t open_files = 64;
  std::uint64_t scratch_bytes = 0;  ///< to write in the working folder; above 0 needs namespaces

  /// The wall limit that applies, milliseconds.
  [[nodiscard]] std::uint64_t wall() const noexcept {
    return wall_ms != 0 ? wall_ms : 3 * cpu_ms + 5'000;
  }
  /// The longest that a run lasts when it also waits for a CPU, milliseconds.
  [[nodiscard]] std::uint64_t longest() const noexcept { return 4 * wall(); }
  bool operator==(const RunLimits&) const = default;
};

/// A read-only file in the working folder; needs namespaces.
struct File {
  std::string name;  ///< letters, digits, '.', '_' and '-'; not beginning with '.'
  std::string content;
};

/// An untrusted program.
struct Program {
  std::string language;     ///< a name of languages.h, such as "python3"
  std::string source;       ///< its text: UTF-8, at most `max_source_bytes`
  std::vector<File> files;  ///< at most 64, together at most `max_file_bytes`
};

/// The result of one run. Output is the program's own: any bytes, not necessarily text.
struct Run {
  RunVerdict verdict = RunVerdict::internal_error;
  std::int32_t exit_status = -1;          ///< -1 if a signal ended it
  std::int32_t signal_number = 0;         ///< the signal that ended it, or 0
  std::string output;                     ///< at most `RunLimits::output_bytes`
  std::string errors;                     ///< the start of standard error, for people only
  std::uint64_t cpu_us = 0, wall_us = 0;  ///< microseconds
  std::uint64_t peak_bytes = 0;           ///< largest resident memory
  std::string detail;   ///< the reason, for people: what was exceeded, or which step failed
  std::string setting;  ///< the layers that were on and the runtime: "cgroup+…, python 3.11.2"
};

constexpr std::size_t max_source_bytes = 256u << 10;
constexpr std::size_t max_input_bytes = 16u << 20;
constexpr std::size_t max_error_bytes = 64u << 10;  ///< that are kept of standard error
constexpr std::size_t max_file_bytes = 4u << 20;    ///< all files together

/// Why the program is rejected without a run: too long, not UTF-8, a NUL byte, a bad file name, too
/// many files. Empty if it can be run.
[[nodiscard]] std::string reason_to_reject(const Program& program);

}  // namespace af::sandbox
