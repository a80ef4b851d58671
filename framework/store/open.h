// SPDX-License-Identifier: MIT
/// Opens the system of record.
#pragma once

#include <filesystem>
#include <memory>

#include "base/log.h"
#include "store/store.h"

namespace af::store {

/// Opens or creates a record for writing, brings it to the newest version, and locks it against
/// every other writer: the lock belongs to the file, whatever path leads to it. Code::usage when
/// the record is locked or the file is of another kind, which then stays as it is.
[[nodiscard]] base::Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& file,
                                                              base::Log log);

/// Opens a record of this or an earlier version for reading. Nothing is created, changed or locked.
/// Code::not_found when there is none.
[[nodiscard]] base::Result<std::unique_ptr<Reader>> open_reader(const std::filesystem::path& file);

}  // namespace af::store
