// SPDX-License-Identifier: MIT
/// Single values of YAML against their fields.
#pragma once

#include <string>

#include "base/json.h"
#include "config/schema.h"
#include "config/yaml.h"

namespace af::config {

/// "expected a whole number, found 'many'": what is wrong with a node that has not the field's
/// type.
[[nodiscard]] std::string type_mismatch(const Node& node, Kind kind);

/// A scalar as the field's type. Fails with Code::usage and what is wrong, without a place: a wrong
/// type, a number outside the field's limits, a text that is not among its choices, a secret that
/// is not the name of a setting.
[[nodiscard]] base::Result<base::Json> read_scalar(const Node& node, const Field& field);

}  // namespace af::config
