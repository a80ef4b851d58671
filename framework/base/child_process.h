// SPDX-License-Identifier: MIT
/// Starts and reaps a child process that gets no secrets: a plugin's process, a slot of the
/// sandbox.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace af::base {

/// Owns one process: the destructor kills and reaps it.
class ChildProcess {
 public:
  /// Starts `program words…` with an empty environment, /dev/null as standard input, one pipe as
  /// standard output and error, a stream socket as descriptor 3, and no other descriptor. It gets a
  /// process group of its own. Fails with Code::plugin if it cannot be started.
  [[nodiscard]] static Result<ChildProcess> spawn(const std::filesystem::path& program,
                                                  std::vector<std::string> words);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  /// -1 after `finish`.
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// The parent's end of the socket. The caller owns it from then on; -1 if it was taken before.
  [[nodiscard]] int take_socket() noexcept;
  /// The reading end of the output pipe, under the same rules.
  [[nodiscard]] int take_output() noexcept;

  /// Kills the process if it still runs, reaps it, and returns how it ended, such as "exited with
  /// status 1" or "was ended by SIGSEGV". Unless `killed` is set it first waits up to 20 ms for a
  /// process that is about to end by itself, so that its own end is reported and not the kill.
  std::string finish(bool killed);

 private:
  ChildProcess() = default;
  pid_t pid_ = -1;
  int socket_ = -1, output_ = -1;
};

}  // namespace af::base
