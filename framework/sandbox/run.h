/// What goes into a run of an untrusted program, and what is known of it afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace af::sandbox {

/// How a run ended, by what the kernel and the supervisor saw; never by what the program said.
enum class Verdict : std::uint8_t {
  ok = 1,             ///< exit status 0
  runtime_error = 2,  ///< another exit status, or a signal that the program brought upon itself
  time_limit = 3,     ///< too much CPU time, or idle until the wall limit
  memory_limit = 4,
  output_limit = 5,
  violation = 6,       ///< a system call that no honest program makes
  rejected = 7,        ///< never ran: not text, too long, or it does not compile
  internal_error = 8,  ///< the machine's fault, never the program's: no verdict
};
/// Such as "time limit".
[[nodiscard]] std::string_view name_of(Verdict verdict) noexcept;

struct Limits {
  std::uint64_t cpu_ms = 10'000;
  std::uint64_t wall_ms = 0;  ///< 0: three times the CPU time and five seconds
  std::uint64_t memory_bytes = 512u << 20;
  std::uint64_t output_bytes = 1u << 20;  ///< of standard output
  std::uint32_t processes = 64;  ///< with threads; only compilers may start processes at all
  std::uint32_t open_files = 64;
  std::uint64_t scratch_bytes =
      0;  ///< what may be written into the working folder; needs namespaces

  [[nodiscard]] std::uint64_t wall() const noexcept {
    return wall_ms != 0 ? wall_ms : 3 * cpu_ms + 5'000;
  }
  bool operator==(const Limits&) const = default;
};

/// A read-only file in the working folder; needs namespaces.
struct File {
  std::string name;  ///< letters, digits, '.', '_' and '-'; not beginning with '.'
  std::string content;
};

struct Program {
  std::string language;  ///< a name of languages.h, such as "python3"
  std::string source;
  std::vector<File> files;
};

/// One run. Output is the program's own bytes: foreign text, any bytes.
struct Run {
  Verdict verdict = Verdict::internal_error;
  std::int32_t exit_status = -1;   ///< -1 if it did not exit by itself
  std::int32_t signal_number = 0;  ///< that ended it, or 0
  std::string output;              ///< at most `Limits::output_bytes`
  std::string errors;              ///< the first 64 KiB of standard error; for people only
  std::uint64_t cpu_us = 0, wall_us = 0, peak_bytes = 0;
  std::string detail;   ///< why, for people: what was exceeded, or which step failed
  std::string setting;  ///< the layers that were on and the runtime: "namespaces+…, python 3.11.2"
};

constexpr std::size_t max_source_bytes = 256u << 10;
constexpr std::size_t max_input_bytes = 16u << 20;
constexpr std::size_t max_error_bytes = 64u << 10;
constexpr std::size_t max_file_bytes = 4u << 20;  ///< all files together

/// Why the program cannot be run at all; empty if it can.
[[nodiscard]] std::string reason_to_reject(const Program& program);

}  // namespace af::sandbox
