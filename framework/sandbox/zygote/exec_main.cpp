// SPDX-License-Identifier: MIT
/// The zygote for everything that is started by exec: native programs, interpreters, compilers.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "sandbox/zygote/confine.h"
#include "sandbox/zygote/serve.h"

namespace {

class Launcher : public af::sandbox::Runtime {
 public:
  [[nodiscard]] std::string prepare(const af::sandbox::Plan& plan) override {
    return plan.command.empty() ? "native" : plan.command.front();
  }

  [[noreturn]] void run(const af::sandbox::Plan& plan) override {
    if (plan.command.empty()) {
      char name[] = "main";
      char* const arguments[] = {name, nullptr};
      ::syscall(SYS_execveat, af::sandbox::program_fd, "", arguments, environ, AT_EMPTY_PATH);
    } else {
      std::vector<std::string> words = plan.command;
      std::vector<char*> arguments;
      arguments.reserve(words.size() + 1);
      for (auto& word : words) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      ::execve(words.front().c_str(), arguments.data(), environ);
    }
    static constexpr std::string_view complaint = "cannot start the program\n";
    [[maybe_unused]] const auto written = ::write(2, complaint.data(), complaint.size());
    ::_exit(127);
  }
};

}  // namespace

int main() {
  Launcher launcher;
  return af::sandbox::serve(launcher);
}
