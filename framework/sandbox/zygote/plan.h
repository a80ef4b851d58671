// SPDX-License-Identifier: MIT
/// What a supervisor sends to its zygote: once the plan, which describes the environment of all
/// runs; then one order per run.
///
/// Both sides are the same build on the same machine, so orders cross as plain structs. The plan is
/// text, one item per line, because it holds paths.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace af::sandbox {

/// The zygote's descriptors when it starts. Filter: a memory file, an array of struct sock_filter.
constexpr int control_fd = 3;  ///< SOCK_SEQPACKET: orders in, RunStarted out
constexpr int plan_fd = 4;     ///< a memory file with the plan
constexpr int filter_fd = 5;

/// The environment of programs, the same for all runs of a zygote.
struct Plan {
  bool namespaces = true;    ///< the zygote is in namespaces of its own and builds a private root
  bool landlock = true;      ///< runs are confined by Landlock too
  bool own_ids = true;       ///< runs change to `run_id`; without it they keep the one id there is
  std::uint32_t run_id = 0;  ///< user and group of a run
  std::vector<std::string>
      tree;  ///< files and folders that a run may read, by their paths on the host
  std::vector<std::string> links;    ///< "name target": symbolic links in the private root
  std::vector<std::string> devices;  ///< devices that a run may open
  std::vector<std::string>
      command;  ///< exec zygote: the program and its arguments; empty: the program itself
  std::vector<std::string> modules;  ///< Python: folders in which modules are looked for
};

/// The plan as text.
[[nodiscard]] std::string write_plan(const Plan& plan);
/// Reads `write_plan`; nothing if the text is not a plan.
[[nodiscard]] std::optional<Plan> read_plan(const std::string& text);

/// Descriptors that are sent with an order, in this sequence.
struct RunFiles {
  int program;               ///< the source or the executable, read only
  int input, output, error;  ///< of the program
  int status;                ///< where the run reports `ready_byte` or a StepFailure
  int extra;                 ///< files for the working folder, if RunOrder::has_extra is 1
};

/// Limits that the run sets on itself.
struct RunOrder {
  std::uint64_t cpu_seconds;    ///< a last resort: the supervisor kills earlier
  std::uint64_t address_bytes;  ///< of address space
  std::uint64_t scratch_bytes;  ///< size of a writable folder; 0: nothing can be written
  std::uint32_t processes;      ///< processes and threads together
  std::uint32_t open_files;
  std::uint32_t has_extra;  ///< 1: the last descriptor holds files for the working folder
};

/// The zygote's answer to an order.
struct RunStarted {
  std::int32_t pid;    ///< as the zygote sees it, outside the run's own process namespace; -1: none
  std::int32_t error;  ///< errno of a failure
};

/// The first byte that the zygote, and each run on its status pipe, sends after a successful
/// preparation. A failure before it is never charged to a program.
constexpr char ready_byte = 'R';

/// What is written to the status pipe instead of `ready_byte` when the preparation fails.
struct StepFailure {
  char mark = 'F';
  std::array<char, 47> step{};
  std::int32_t error = 0;
};

/// The folder that a run starts in.
constexpr const char* work_folder = "/work";

}  // namespace af::sandbox
