/// Checks a YAML node against a schema and gives plain JSON with defaults filled in.
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
  Mark mark;
  std::string message;
};

/// Where a value came from, by path such as "store.file": "affine.yaml:12", "default" …
using Origins = std::map<std::string, std::string>;

struct Checked {
  base::Json value;
  std::vector<Problem> problems;
  Origins origins;
};

/// Checks every key, type and range; reports all problems, not only the first. Values of `opaque`
/// fields are left out of the result. `path` is put before the names in messages and origins.
[[nodiscard]] Checked check(const Node& node, const std::vector<Field>& fields,
                            const std::string& source_name, const std::string& path = {});

/// Reads one scalar as a field's type, for values that come from outside a file.
[[nodiscard]] Checked check_scalar(const std::string& text, const Field& field);

/// All problems as one Error with positions and carets.
[[nodiscard]] base::Error to_error(const Source& source, const std::vector<Problem>& problems);

}  // namespace af::config
