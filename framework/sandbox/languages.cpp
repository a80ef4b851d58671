#include "sandbox/languages.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>

namespace af::sandbox {
namespace {

namespace fs = std::filesystem;
using base::Result;

base::Error missing(const std::string& what) {
  return {base::Code::failed, what, AF_CAUSE_SANDBOX_UNAVAILABLE};
}

/// What a trusted program of this machine prints; empty if it fails.
std::string capture(const fs::path& program, std::vector<std::string> words,
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

/// The shared libraries that the loader would map for a program, and the loader itself.
std::vector<std::string> libraries_of(const fs::path& program) {
  std::vector<std::string> paths;
  std::istringstream lines(capture(program, {}, {"LD_TRACE_LOADED_OBJECTS=1"}));
  for (std::string line; std::getline(lines, line);) {
    const auto slash = line.find('/');
    if (slash != std::string::npos)
      paths.push_back(line.substr(slash, line.find(' ', slash) - slash));
  }
  return paths;
}

Result<fs::path> find_zygote(const char* name, const std::vector<fs::path>& folders) {
  std::error_code error;
  for (const auto& folder : folders) {
    if (fs::exists(folder / name, error)) return folder / name;
  }
  return missing(std::string(name) + " is not beside this program: build or install it");
}

Result<fs::path> find_tool(const char* name) {
  for (const char* folder : {"/usr/bin", "/usr/local/bin"}) {
    const fs::path path = fs::path(folder) / name;
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return missing(std::string(name) + " is not installed in /usr/bin or /usr/local/bin");
}

std::vector<std::string> present(std::initializer_list<const char*> paths) {
  std::vector<std::string> found;
  for (const char* path : paths) {
    if (::access(path, F_OK) == 0) found.emplace_back(path);
  }
  return found;
}

Result<Setup> set_up_python(const std::vector<fs::path>& folders) {
  auto zygote = find_zygote("af-sandbox-python3", folders);
  if (!zygote) return zygote.error();
  Setup setup{*zygote, {}, Policy::interpreted};
  std::istringstream lines(capture(*zygote, {"tree"}, {}));
  for (std::string kind, path; lines >> kind && std::getline(lines >> std::ws, path);) {
    (kind == "modules" ? setup.plan.modules : setup.plan.tree).push_back(path);
  }
  if (setup.plan.modules.empty())
    return missing("Python's standard library is not installed (libpython3-stdlib)");
  return setup;
}

Result<Setup> set_up_exec(Policy policy, const std::vector<fs::path>& folders) {
  auto zygote = find_zygote("af-sandbox-exec", folders);
  if (!zygote) return zygote.error();
  return Setup{*zygote, {}, policy};
}

Result<Setup> set_up_node(const std::vector<fs::path>& folders) {
  auto setup = set_up_exec(Policy::node, folders);
  const auto node = find_tool("node");
  if (!setup || !node) return setup ? node.error() : setup.error();
  std::error_code error;
  const fs::path real = fs::canonical(*node, error);
  setup->plan.tree = libraries_of(real);
  setup->plan.tree.push_back(real.string());
  // The program is open as descriptor 3. It runs as a script of its own would.
  setup->plan.command = {
      real.string(), "-e",
      "const fs = require('fs'), source = fs.readFileSync(3, 'utf8'); fs.closeSync(3);"
      "globalThis.require = require; require('vm').runInThisContext(source, 'main.js')"};
  return setup;
}

Result<Setup> set_up_compiler(const std::vector<fs::path>& folders) {
  auto setup = set_up_exec(Policy::compiler, folders);
  const auto compiler = find_tool("g++");
  if (!setup || !compiler) return setup ? compiler.error() : setup.error();
  setup->plan.tree =
      present({"/usr/bin", "/usr/lib", "/usr/include", "/usr/libexec", "/lib64", "/usr/lib64"});
  setup->plan.links = {"/bin usr/bin", "/lib usr/lib"};
  setup->plan.command = {"/usr/bin/sh", "-c",
                         "g++ -std=c++20 -O2 -static -x c++ - -o main <&3 >&2 && exec cat main"};
  return setup;
}

}  // namespace

Result<Setup> set_up(std::string_view language, const std::vector<fs::path>& folders) {
  Result<Setup> setup =
      missing("no language '" + std::string(language) + "'; there are python3, cpp and javascript");
  if (language == "python3") setup = set_up_python(folders);
  if (language == "native") setup = set_up_exec(Policy::native, folders);
  if (language == "javascript") setup = set_up_node(folders);
  if (language == "cpp_compiler") setup = set_up_compiler(folders);
  if (setup) setup->plan.devices = present({"/dev/null", "/dev/urandom"});
  return setup;
}

const std::vector<std::string>& languages() {
  static const std::vector<std::string> names = {"python3", "cpp", "javascript"};
  return names;
}

Limits compiler_limits() {
  Limits limits;
  limits.cpu_ms = 30'000;
  limits.memory_bytes = std::uint64_t{1} << 30;
  limits.output_bytes = 16u << 20;
  limits.open_files = 256;
  limits.scratch_bytes = 64u << 20;
  return limits;
}

}  // namespace af::sandbox
