// SPDX-License-Identifier: MIT
/// Where plugins and the running program are on disk.
#pragma once

#include <affine/abi/note.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace af::plugin {

/// Finds "sat" as environments/sat.so or backends/sat.so (by `kind`) in `folders`, in order; a name
/// with a slash is a path itself. Code::not_found names the folders that were searched, and a
/// plugin with a similar name.
[[nodiscard]] base::Result<std::filesystem::path> find_plugin(
    const std::string& name, AfKind kind, const std::vector<std::filesystem::path>& folders);

/// A path that starts the running program again, also when its file has been replaced, and where
/// /proc is not mounted.
[[nodiscard]] std::filesystem::path own_program();

/// The folders of the program's own plugins: ../lib/affine/plugins beside an installed `af`,
/// plugins/ in a build tree.
[[nodiscard]] std::vector<std::filesystem::path> own_plugin_folders();

}  // namespace af::plugin
