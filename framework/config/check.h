// SPDX-License-Identifier: MIT
/// Checks a YAML node against a field table and gives plain JSON with defaults filled in.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "config/schema.h"
#include "config/yaml.h"

namespace af::config {

/// One thing that is wrong.
struct Problem {
  Mark mark;            ///< where; unknown for values from outside the file
  std::string message;  ///< begins with the path of the value, such as "pipeline.seed: "
  bool hidden = false;  ///< the value may be a secret and is not shown
};

/// Where a value came from, by path such as "store.file": "affine.yaml:12", "default",
/// "AF_STORE_FILE (environment)".
using Origins = std::map<std::string, std::string>;

/// A value from outside the file that replaces the file's.
struct Override {
  std::string text;
  std::string origin;  ///< such as "AF_STORE_FILE (environment)"
};

/// Overrides of scalars by path, such as "store.file".
using Overrides = std::map<std::string, Override>;

/// What `check` gives. `value` may be used only if there are no problems.
struct Checked {
  base::Json value;
  std::vector<Problem> problems;
  Origins origins;
};

/// Checks every key, type, limit and condition; reports all problems, not only the first. Values of
/// `opaque` fields are left out of the result. `path` is put before the names in messages and
/// origins. `source_name` is the file's name in origins.
[[nodiscard]] Checked check(const Node& node, const std::vector<Field>& fields,
                            const std::string& source_name, const std::string& path = {},
                            const Overrides& overrides = {});

/// Reads one scalar as a field's type, for values that come from outside a file.
[[nodiscard]] Checked check_scalar(const std::string& text, const Field& field);

/// All problems as one Error of Code::usage, one a paragraph, with positions and carets.
[[nodiscard]] base::Error to_error(const Source& source, const std::vector<Problem>& problems);

}  // namespace af::config
