/// Schema: tables of fields, for the host's own sections and for the options of plugins alike. The
/// checks, the JSON Schema for editors and the reference page all come from these tables.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "base/json.h"

namespace af::config {

enum class Kind {
  boolean,
  integer,
  number,
  text,
  texts,        ///< list of texts
  numbers,      ///< mapping from names to numbers
  record,       ///< section with `fields`
  record_list,  ///< list of records
  record_map,   ///< mapping from names to records
  secret,       ///< name of a setting that holds the value; never the value itself
  opaque,       ///< checked later against a plugin's own schema
};

struct Field {
  std::string name;
  Kind kind = Kind::text;
  std::string help;
  base::Json fallback = nullptr;  ///< default; null: none
  bool required = false;
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};
  std::vector<Field> fields = {};
};

/// JSON Schema (2020-12) of an object with these fields.
[[nodiscard]] base::Json json_schema(const std::vector<Field>& fields);

/// Markdown: a heading and a table for each section, `prefix` before the names.
[[nodiscard]] std::string reference_page(const std::vector<Field>& fields,
                                         const std::string& prefix);

}  // namespace af::config
