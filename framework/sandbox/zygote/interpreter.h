/// A warm Python interpreter that is forked for each run.
#pragma once

#include "sandbox/zygote/serve.h"

namespace af::sandbox {

class Interpreter : public Body {
 public:
  /// Starts the interpreter: isolated, without site, hash seed 0, UTF-8; imports what most programs
  /// use.
  [[nodiscard]] std::string prepare(const Plan& plan) override;
  void before_fork() override;
  void after_fork_in_parent() override;
  void after_fork_in_child() override;
  /// As `python3 main.py` does: runs the program as __main__, waits for its threads, flushes, and
  /// exits with the interpreter's status. Without full finalisation, which costs more than most
  /// programs.
  [[noreturn]] void run(const Plan& plan) override;
};

/// Prints, one a line, what the interpreter needs to run programs: "modules FOLDER" and "tree
/// PATH".
[[nodiscard]] int print_python_tree();

}  // namespace af::sandbox
