// SPDX-License-Identifier: MIT
/// C++: compiled in the sandbox by the machine's g++, if it is installed.
#include <fcntl.h>

#include "sandbox/language_tools.h"

namespace af::sandbox::language {
namespace {

base::Result<LanguageSetup> set_up(const ZygoteFolders& folders) {
  auto setup = exec_setup(folders);
  const auto compiler = find_tool("g++");
  if (!setup || !compiler) return setup ? compiler.error() : setup.error();
  setup->plan.tree = existing_paths(
      {"/usr/bin", "/usr/lib", "/usr/include", "/usr/libexec", "/lib64", "/usr/lib64"});
  setup->plan.links = {"/bin usr/bin", "/lib usr/lib"};
  setup->plan.command = {"/usr/bin/sh", "-c",
                         "g++ -std=c++20 -O2 -static -x c++ - -o main <&3 >&2 && exec cat main"};
  setup->policy.start = Start::command;
  setup->policy.may_build = true;
  setup->policy.fcntls = {F_SETFL};
  return setup;
}

/// For compiling one program.
RunLimits compile_limits() {
  RunLimits limits;
  limits.cpu_ms = 30'000;
  limits.memory_bytes = std::uint64_t{1} << 30;
  limits.output_bytes = 16u << 20;
  limits.open_files = 256;
  limits.scratch_bytes = 64u << 20;
  return limits;
}

constexpr const char* sample = R"cpp(
#include <iostream>
  int main() { std::cout << 6 * 7 << '\n'; }
)cpp";

}  // namespace

Language cpp() { return {"cpp", sample, set_up, compile_limits()}; }

}  // namespace af::sandbox::language
