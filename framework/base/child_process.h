/// Starts and reaps a process of this program that has no secrets: a plugin, a slot of the sandbox.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace af::base {

/// Owns the process: killed and reaped when this goes away.
class ChildProcess {
 public:
  /// Runs `program words…` with an empty environment, a stream socket as descriptor 3, a pipe for
  /// its standard output and error, and no other descriptor.
  [[nodiscard]] static Result<ChildProcess> spawn(const std::filesystem::path& program,
                                                  std::vector<std::string> words);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// Our ends; the caller takes them over and closes them.
  [[nodiscard]] int take_socket() noexcept;
  [[nodiscard]] int take_output() noexcept;

  /// Kills it if it still runs, reaps it, and says how it ended: "exited with status 1", "was ended
  /// by SIGSEGV" … `killed` says that the kill was ours.
  std::string finish(bool killed);

 private:
  ChildProcess() = default;
  pid_t pid_ = -1;
  int socket_ = -1, output_ = -1;
};

}  // namespace af::base
