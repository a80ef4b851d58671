// SPDX-License-Identifier: MIT
/// The rival of the sandbox's layers: the same warm interpreter, forked for each run in the same
/// way, without any layer.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/zygote/confine.h"
#include "sandbox/zygote/interpreter.h"
#include "sandbox/zygote/spawn.h"

using namespace af::sandbox;

int main() {
  struct stat info {};
  if (::fstat(plan_fd, &info) != 0) return 1;
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  if (::pread(plan_fd, text.data(), text.size(), 0) != info.st_size) return 1;
  const auto plan = read_plan(text);
  if (!plan) return 1;
  Interpreter interpreter;
  const std::string ready = ready_byte + interpreter.prepare(*plan);
  if (::send(control_fd, ready.data(), ready.size(), 0) < 0) return 1;
  RunOrder order{};
  RunFiles files{};
  while (receive_order(order, files)) {
    interpreter.before_fork();
    const pid_t pid = spawn_sibling(false);
    if (pid == 0) {
      interpreter.after_fork_in_child();
      ::dup2(files.input, 0);
      ::dup2(files.output, 1);
      ::dup2(files.error, 2);
      const int program = ::fcntl(files.program, F_DUPFD, 32),
                status = ::fcntl(files.status, F_DUPFD, 32);
      ::dup2(program, program_fd);
      ::dup2(status, status_fd);
      ::close(status);
      ::close(files.status);
      report_ready();
      interpreter.run(*plan);
    }
    interpreter.after_fork_in_parent();
    close_files(files);
    const RunStarted started = {pid, 0};
    if (::send(control_fd, &started, sizeof(started), 0) < 0) return 1;
  }
  return 0;
}
