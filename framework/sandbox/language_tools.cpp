// SPDX-License-Identifier: MIT
#include "sandbox/language_tools.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

namespace af::sandbox {

namespace fs = std::filesystem;
using base::Result;

base::Error not_installed(const std::string& what) {
  return {base::Code::failed, what, AF_CAUSE_SANDBOX_UNAVAILABLE};
}

std::string output_of(const fs::path& program, std::vector<std::string> words,
                      std::vector<std::string> environment) {
  int pipes[2];
  if (::pipe2(pipes, O_CLOEXEC) != 0) return {};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, pipes[1], 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  std::vector<char*> arguments, variables;
  words.insert(words.begin(), program.string());
  for (auto& word : words) arguments.push_back(word.data());
  for (auto& variable : environment) variables.push_back(variable.data());
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  pid_t pid = -1;
  const int error =
      ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), variables.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(pipes[1]);
  std::string text;
  char chunk[4096];
  for (ssize_t count = 0; error == 0 && (count = ::read(pipes[0], chunk, sizeof(chunk))) > 0;) {
    text.append(chunk, static_cast<std::size_t>(count));
  }
  ::close(pipes[0]);
  int status = -1;
  if (error == 0) ::waitpid(pid, &status, 0);
  return status == 0 ? text : std::string();
}

std::vector<std::string> libraries_of(const fs::path& program) {
  std::vector<std::string> paths;
  std::istringstream lines(output_of(program, {}, {"LD_TRACE_LOADED_OBJECTS=1"}));
  for (std::string line; std::getline(lines, line);) {
    const auto slash = line.find('/');
    if (slash != std::string::npos)
      paths.push_back(line.substr(slash, line.find(' ', slash) - slash));
  }
  return paths;
}

Result<fs::path> find_zygote(const char* name, const ZygoteFolders& folders) {
  std::error_code error;
  for (const auto& folder : folders) {
    if (fs::exists(folder / name, error)) return folder / name;
  }
  return not_installed(std::string(name) + " is not beside this program: build or install it");
}

Result<fs::path> find_tool(const char* name) {
  for (const char* folder : {"/usr/bin", "/usr/local/bin"}) {
    const fs::path path = fs::path(folder) / name;
    std::error_code error;
    if (::access(path.c_str(), X_OK) == 0) return fs::canonical(path, error);
  }
  return not_installed(std::string(name) + " is not installed in /usr/bin or /usr/local/bin");
}

std::vector<std::string> existing_paths(std::initializer_list<const char*> paths) {
  std::vector<std::string> found;
  for (const char* path : paths) {
    if (::access(path, F_OK) == 0) found.emplace_back(path);
  }
  return found;
}

Result<LanguageSetup> exec_setup(const ZygoteFolders& folders) {
  auto zygote = find_zygote("af-sandbox-exec", folders);
  if (!zygote) return zygote.error();
  LanguageSetup setup;
  setup.zygote = *zygote;
  return setup;
}

Result<LanguageSetup> interpreter_setup(const char* tool, std::vector<std::string> arguments,
                                        const ZygoteFolders& folders) {
  auto setup = exec_setup(folders);
  const auto interpreter = find_tool(tool);
  if (!setup || !interpreter) return setup ? interpreter.error() : setup.error();
  setup->plan.tree = libraries_of(*interpreter);
  setup->plan.tree.push_back(interpreter->string());
  setup->plan.command = std::move(arguments);
  setup->plan.command.insert(setup->plan.command.begin(), interpreter->string());
  setup->policy.start = Start::command;
  return setup;
}

}  // namespace af::sandbox
