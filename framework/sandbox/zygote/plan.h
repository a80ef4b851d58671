/// What a supervisor tells its zygote: once, the plan of the place in which programs run; then an
/// order a run.
///
/// Both sides are the same build on the same machine, so orders cross as plain structs. The plan is
/// text, one item a line, because it holds paths.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace af::sandbox {

/// The zygote's descriptors when it starts.
constexpr int control_fd = 3;  ///< SOCK_SEQPACKET: orders in, Born out
constexpr int plan_fd = 4;     ///< a memory file with the plan
constexpr int filter_fd =
    5;  ///< a memory file with the system call filter, an array of struct sock_filter

/// The place where programs run, the same for all runs of a zygote.
struct Plan {
  bool namespaces = true;  ///< the zygote stands in namespaces of its own and builds a private root
  bool landlock = true;    ///< runs are confined by Landlock too
  bool own_ids = true;     ///< runs change to `run_id`; without it they keep the one id there is
  std::uint32_t run_id = 0;  ///< user and group of a run
  std::vector<std::string>
      tree;  ///< files and folders that a run may read, by their paths on the host
  std::vector<std::string> links;    ///< "name target": symbolic links in the private root
  std::vector<std::string> devices;  ///< devices that a run may open
  std::vector<std::string>
      command;  ///< exec zygote: the program and its arguments; empty: the program itself
  std::vector<std::string> modules;  ///< Python: folders in which modules are looked for
};

[[nodiscard]] std::string write_plan(const Plan& plan);
/// Nothing if the text is not a plan.
[[nodiscard]] std::optional<Plan> read_plan(const std::string& text);

/// Descriptors that travel with an order, in this sequence.
struct RunFiles {
  int program, input, output, error, status, extra;
};

/// Limits that the child sets on itself.
struct RunOrder {
  std::uint64_t cpu_seconds;    ///< a backstop: the supervisor kills earlier
  std::uint64_t address_bytes;  ///< of address space
  std::uint64_t scratch_bytes;  ///< size of a writable folder; 0: nothing can be written
  std::uint32_t processes;      ///< processes and threads together
  std::uint32_t open_files;
  std::uint32_t has_extra;  ///< 1: the last descriptor holds files for the working folder
};

/// The zygote's answer to an order.
struct Born {
  std::int32_t pid;    ///< as the zygote sees it, outside the run's own process namespace; -1: none
  std::int32_t error;  ///< errno of a failure
};

/// First byte that the supervisor hears from the zygote and from each run: everything before it is
/// ours.
constexpr char ready_byte = 'R';

/// What is written to the status pipe instead of `ready_byte` when the preparation fails.
struct Failed {
  char mark = 'F';
  std::array<char, 47> step{};
  std::int32_t error = 0;
};

/// The folder that a run starts in.
constexpr const char* work_folder = "/work";

}  // namespace af::sandbox
