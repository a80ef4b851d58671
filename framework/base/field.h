// SPDX-License-Identifier: MIT
/// One key of a section of the configuration: its name, type, limits and meaning. Tables of fields
/// describe the host's own sections (config/sections), the parameters of scoring rules
/// (scoring/rules) and the options of plugins alike. Checks, JSON Schema and the reference page are
/// made from them (config/check.h, config/schema.h).
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace af::base {

/// The type of a field's value.
enum class FieldKind {
  boolean,
  integer,      ///< 64 bits, signed
  number,       ///< a finite double
  text,         ///< UTF-8
  texts,        ///< list of texts
  numbers,      ///< mapping from names to numbers
  record,       ///< section with `fields`
  record_list,  ///< list of records
  record_map,   ///< mapping from names to records
  secret,       ///< name of a setting that holds the value; never the value itself
  opaque,       ///< checked later against a plugin's own table
};

/// A further condition on a value whose type and range are right: what is wrong with it, or
/// nothing.
using FieldCheck = std::function<std::optional<std::string>(const Json& value)>;

/// One key of a section.
struct Field {
  std::string name = {};  ///< the key
  FieldKind kind = FieldKind::text;
  std::string help = {};    ///< one or two sentences for people
  Json fallback = nullptr;  ///< default; null: none
  bool required = false;    ///< a missing key is an error
  /// Inclusive limits of `integer`, `number` and each of `numbers`.
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};  ///< of `text` and each of `texts`; empty: any text
  std::vector<Field> fields = {};         ///< of `record`, `record_list` and `record_map`
  /// Only for `text`: which further fields the same section has when the value is this one.
  std::map<std::string, std::vector<Field>> cases = {};
  bool unique = false;  ///< in a `record_list`: no two records may have the same value
  /// Errors do not show the value: somebody may have put a secret into it. Always so for `secret`.
  bool may_hold_secret = false;
  FieldCheck check = {};  ///< not asked about the default
};

}  // namespace af::base
