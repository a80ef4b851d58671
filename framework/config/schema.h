// SPDX-License-Identifier: MIT
/// What is made from field tables: the JSON Schema for editors and the reference page.
#pragma once

#include <string>
#include <vector>

#include "base/field.h"

namespace af::config {

using base::Field;             ///< one key of a section
using Kind = base::FieldKind;  ///< the type of its value

/// JSON Schema (2020-12) of an object with these fields.
[[nodiscard]] base::Json json_schema(const std::vector<Field>& fields);

/// Markdown: a heading and a table for each section, `prefix` before the names.
[[nodiscard]] std::string reference_page(const std::vector<Field>& fields,
                                         const std::string& prefix);

}  // namespace af::config
