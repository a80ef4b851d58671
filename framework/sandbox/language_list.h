// SPDX-License-Identifier: MIT
/// The list that CMake generates from the files of languages/.
#pragma once

#include <vector>

#include "sandbox/languages.h"

namespace af::sandbox {

/// One Language per file of languages/, in the order of the file names.
[[nodiscard]] std::vector<Language> language_list();

}  // namespace af::sandbox
