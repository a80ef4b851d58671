/// The languages that programs may be written in, and what running them needs on this machine.
///
///     python3      the warm interpreter; the program's text
///     javascript   node, if it is installed; the program's text
///     cpp          compiled in the sandbox by g++, if it is installed, then run as `native`
///     native       a statically linked executable
///     cpp_compiler g++: reads C++ on standard input, writes an executable to standard output
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sandbox/policy.h"
#include "sandbox/run.h"
#include "sandbox/zygote/plan.h"

namespace af::sandbox {

struct Setup {
  std::filesystem::path zygote;  ///< the executable that programs are forked from
  Plan plan;                     ///< tree, links, devices, command, modules
  Policy policy = Policy::interpreted;
};

/// What the zygote of a language needs. `folders`: where our zygotes may be. Fails with what is not
/// installed.
[[nodiscard]] base::Result<Setup> set_up(std::string_view language,
                                         const std::vector<std::filesystem::path>& folders);

/// Names that users know: python3, cpp, javascript.
[[nodiscard]] const std::vector<std::string>& languages();

/// Limits for compiling one C++ program.
[[nodiscard]] Limits compiler_limits();

}  // namespace af::sandbox
