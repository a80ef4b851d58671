// SPDX-License-Identifier: MIT
/// A started Python interpreter that is forked for each run.
#pragma once

#include "sandbox/zygote/serve.h"

namespace af::sandbox {

/// Python, started once and forked for each run.
class Interpreter : public Runtime {
 public:
  /// Starts the interpreter: isolated, without site, hash seed 0, UTF-8. Imports the modules that
  /// most programs use.
  [[nodiscard]] std::string prepare(const Plan& plan) override;
  void before_fork() override;
  void after_fork_in_parent() override;
  void after_fork_in_child() override;
  /// Runs the program as `python3 main.py` does: as __main__; then waits for its threads, flushes,
  /// and exits with the interpreter's status. Skips full finalisation, which costs more than most
  /// programs.
  [[noreturn]] void run(const Plan& plan) override;
};

/// Prints what the interpreter needs to run programs, one item per line: "modules FOLDER" and "tree
/// PATH". Returns an exit status, or ends the process.
[[nodiscard]] int print_python_tree();

}  // namespace af::sandbox
