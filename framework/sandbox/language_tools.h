// SPDX-License-Identifier: MIT
/// What the files of languages/ use to find out what a language needs on this machine.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/languages.h"

namespace af::sandbox {

/// The error for something that is missing on this machine; `what` is the whole message.
[[nodiscard]] base::Error not_installed(const std::string& what);

/// Runs a trusted program of this machine with an environment of "NAME=value" entries and without
/// input. Returns its standard output; empty if it fails. Waits without a limit.
[[nodiscard]] std::string output_of(const std::filesystem::path& program,
                                    std::vector<std::string> words,
                                    std::vector<std::string> environment);

/// The shared libraries that the loader would map for a program, and the loader itself.
[[nodiscard]] std::vector<std::string> libraries_of(const std::filesystem::path& program);

/// The zygote's executable with this name; fails if no folder has it.
[[nodiscard]] base::Result<std::filesystem::path> find_zygote(const char* name,
                                                              const ZygoteFolders& folders);

/// A program in /usr/bin or /usr/local/bin, links resolved; fails if there is none.
[[nodiscard]] base::Result<std::filesystem::path> find_tool(const char* name);

/// Those of the paths that exist.
[[nodiscard]] std::vector<std::string> existing_paths(std::initializer_list<const char*> paths);

/// A setup with the zygote that starts programs by exec, and an empty plan and policy.
[[nodiscard]] base::Result<LanguageSetup> exec_setup(const ZygoteFolders& folders);

/// A setup for an interpreter of this machine: its file and libraries in the tree, `arguments` as
/// its command line after the program's name, and Start::command. The arguments must make it read
/// the program from descriptor `program_fd`.
[[nodiscard]] base::Result<LanguageSetup> interpreter_setup(const char* tool,
                                                            std::vector<std::string> arguments,
                                                            const ZygoteFolders& folders);

}  // namespace af::sandbox
