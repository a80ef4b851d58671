// SPDX-License-Identifier: MIT
/// Reads a plugin's binary note from its file, without loading it, and compares it with this host.
#pragma once

#include <affine/abi/note.h>

#include <filesystem>
#include <string>

#include "base/result.h"

namespace af::plugin {

/// The raw note. Fails when the file is no 64-bit ELF object or has no note of ours. Never runs
/// code of the file and reads only inside its bounds, whatever they say.
[[nodiscard]] base::Result<AfNote> read_note(const std::filesystem::path& file);

/// Fails with one line for each field that differs: what the plugin has, what this host has, and
/// what to do.
[[nodiscard]] base::Status check_note(const AfNote& note, const std::filesystem::path& file);

/// The id, whether or not it is terminated.
[[nodiscard]] std::string id_of(const AfNote& note);
/// The version of the SDK that built the plugin.
[[nodiscard]] std::string sdk_version_of(const AfNote& note);

}  // namespace af::plugin
