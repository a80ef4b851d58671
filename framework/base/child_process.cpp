// SPDX-License-Identifier: MIT
#include "base/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace af::base {
namespace {

void close_if_open(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

Error failed(const char* what, int error) {
  return {Code::plugin,
          std::string("cannot start a process: ") + what + ": " + std::strerror(error),
          AF_CAUSE_CONFIG};
}

}  // namespace

Result<ChildProcess> ChildProcess::spawn(const std::filesystem::path& program,
                                         std::vector<std::string> words) {
  int sockets[2] = {-1, -1}, pipes[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
    return failed("socketpair", errno);
  }
  ChildProcess child;
  child.socket_ = sockets[0];
  if (::pipe2(pipes, O_CLOEXEC) != 0) {
    ::close(sockets[1]);
    return failed("pipe", errno);
  }
  child.output_ = pipes[0];
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  // The sources get high numbers first, so that no dup2 overwrites one that is still needed.
  const int high_socket = ::fcntl(sockets[1], F_DUPFD_CLOEXEC, 10);
  const int high_pipe = ::fcntl(pipes[1], F_DUPFD_CLOEXEC, 10);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, high_pipe, 1);
  ::posix_spawn_file_actions_adddup2(&actions, high_pipe, 2);
  ::posix_spawn_file_actions_adddup2(&actions, high_socket, 3);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, 4);
  // Ctrl-C on the terminal goes to the parent's group only; the parent ends its children.
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  words.insert(words.begin(), "af");
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  char* const environment[] = {nullptr};
  const int error = ::posix_spawn(&child.pid_, program.c_str(), &actions, &attributes,
                                  arguments.data(), environment);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  for (const int fd : {sockets[1], pipes[1], high_socket, high_pipe}) ::close(fd);
  if (error != 0) {
    child.pid_ = -1;
    return failed(program.c_str(), error);
  }
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(socket_, other.socket_);
  std::swap(output_, other.output_);
  return *this;
}

ChildProcess::~ChildProcess() {
  close_if_open(socket_);
  close_if_open(output_);
  finish(true);
}

int ChildProcess::take_socket() noexcept { return std::exchange(socket_, -1); }
int ChildProcess::take_output() noexcept { return std::exchange(output_, -1); }

std::string ChildProcess::finish(bool killed) {
  if (pid_ < 0) return "was not running";
  // A process that is about to end by itself should be reported with its own status.
  int status = 0;
  pid_t reaped = ::waitpid(pid_, &status, WNOHANG);
  for (int i = 0; i < 20 && reaped == 0 && !killed; ++i) {
    ::usleep(1000);
    reaped = ::waitpid(pid_, &status, WNOHANG);
  }
  if (reaped == 0) {
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) {
    const char* name = ::sigabbrev_np(WTERMSIG(status));
    return std::string("was ended by SIG") + (name == nullptr ? "?" : name);
  }
  return "exited with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace af::base
