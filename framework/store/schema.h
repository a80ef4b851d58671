// SPDX-License-Identifier: MIT
/// The tables of the system of record; docs/formats.md explains them.
#pragma once

#include "sqlite/schema.h"

namespace af::store {

/// The version in which submissions replaced a mark on the decision.
constexpr int submission_version = 3;

/// The record's tables, as scripts from version to version.
[[nodiscard]] const sqlite::Schema& schema();

}  // namespace af::store
