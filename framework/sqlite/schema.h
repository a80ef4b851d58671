// SPDX-License-Identifier: MIT
/// Whose file a database is, and which version of its tables it holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sqlite/database.h"

namespace af::sqlite {

/// What a kind of database is recognised by and brought up to date with.
struct Schema {
  std::int32_t application = 0;  ///< SQLite's application id
  /// Script i leads from version i (SQLite's user_version) to i + 1. Scripts are only ever
  /// appended.
  std::vector<std::string> scripts;
};

/// Whether `open_or_create` would take this file: there is none, it is empty, or it is of this kind
/// and no newer. Changes nothing.
[[nodiscard]] base::Status check_owner(const std::filesystem::path& file, const Schema& schema);

/// Opens for writing or creates, and runs the scripts that the file has not seen, each in a
/// transaction of its own. Only an empty file becomes a new database: one of another kind or of a
/// newer version is refused (Code::usage, other failures Code::io) and not one byte of it changes.
[[nodiscard]] base::Result<Database> open_or_create(const std::filesystem::path& file,
                                                    const Schema& schema);

/// The version of a database that was opened for reading. Code::usage when it is of another kind,
/// Code::not_found when it is still empty, Code::usage when a newer program wrote it.
[[nodiscard]] base::Result<int> version_of(Database& database, const Schema& schema);

}  // namespace af::sqlite
