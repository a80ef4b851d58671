// SPDX-License-Identifier: MIT
/// The languages that programs may be written in. Each is one file of languages/, which defines a
/// function of its own name that returns a Language; CMake collects them. README.md shows how to
/// add one.
///
/// A language is either interpreted, so that its setup runs programs, or compiled. The setup of a
/// compiled language runs its compiler: it reads the source as descriptor `program_fd` and writes a
/// statically linked executable to standard output, which then runs as `native_language`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sandbox/policy.h"
#include "sandbox/run.h"
#include "sandbox/zygote/plan.h"

namespace af::sandbox {

/// Folders in which the zygotes' executables are looked for, in order.
using ZygoteFolders = std::vector<std::filesystem::path>;

/// What runs of a language need on this machine.
struct LanguageSetup {
  std::filesystem::path zygote;  ///< the executable that programs are forked from
  Plan plan;                     ///< tree, links, devices, command, modules; the rest is the slot's
  Policy policy;
  /// Whether the address space is limited near the memory limit. Not for runtimes that reserve far
  /// more than they use; their memory is limited by watching it.
  bool limit_address_space = true;
};

/// A language that programs may be written in.
struct Language {
  std::string name;    ///< as configurations and plugins write it, such as "python3"
  std::string sample;  ///< a program that prints 42 and a line break; `af sandbox probe` runs it
  /// Finds out what the language needs. Fails with what is not installed.
  base::Result<LanguageSetup> (*set_up)(const ZygoteFolders& folders);
  std::optional<RunLimits> compile;  ///< set: the language is compiled, within these limits
};

/// All languages, sorted by name.
[[nodiscard]] const std::vector<Language>& languages();

/// The language with this name; null if there is none.
[[nodiscard]] const Language* find_language(std::string_view name);

/// The names of all languages for people, such as "cpp, javascript and python3".
[[nodiscard]] std::string language_names();

/// The language of compiled programs: a statically linked executable. It is not among `languages`,
/// so that nobody outside can pass an executable.
constexpr std::string_view native_language = "native";

/// What the runs of a language need: one of `languages`, or `native_language`. Fails with
/// AF_CAUSE_SANDBOX_UNAVAILABLE and what is not installed, or if there is no such language.
[[nodiscard]] base::Result<LanguageSetup> set_up(std::string_view language,
                                                 const ZygoteFolders& folders);

}  // namespace af::sandbox
