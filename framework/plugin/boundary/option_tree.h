// SPDX-License-Identifier: MIT
/// Option tables and values between JSON and the ABI's structs.
#pragma once

#include <affine/abi/option.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "config/schema.h"

namespace af::plugin {

/// A plugin's table as schema fields. Fails when the table breaks the contract.
[[nodiscard]] base::Result<std::vector<config::Field>> read_options(const AfOption* const* options,
                                                                    std::uint64_t count);

/// Fields as JSON and back, to cross to a child process.
[[nodiscard]] base::Json to_json(const std::vector<config::Field>& fields);
/// Reads what to_json wrote; the bytes are this program's own.
[[nodiscard]] std::vector<config::Field> fields_from_json(const base::Json& json);

/// Settings for `create`, from JSON that fits the fields. Owns all that the structs point at.
class OptionTree {
 public:
  /// `values` were checked against `fields`.
  OptionTree(const base::Json& values, const std::vector<config::Field>& fields);
  OptionTree(const OptionTree&) = delete;
  OptionTree& operator=(const OptionTree&) = delete;
  /// Valid as long as this object.
  [[nodiscard]] const AfSetting* const* settings() const noexcept { return root_->data(); }
  /// How many settings there are.
  [[nodiscard]] std::uint64_t count() const noexcept { return root_->size(); }

 private:
  using Settings = std::vector<const AfSetting*>;
  const Settings* record(const base::Json& values, const std::vector<config::Field>& fields);
  const Settings* members(const base::Json& object, const config::Field& field);
  const AfValue* value(const base::Json& json, const config::Field& field);
  const AfSetting* setting(const std::string& name, const AfValue* value);
  AfStr keep(std::string text);

  // Deques, so that what is added moves nothing that is pointed at.
  std::deque<std::string> texts_;
  std::deque<std::vector<AfStr>> lists_;
  std::deque<AfValue> values_;
  std::deque<AfSetting> settings_;
  std::deque<Settings> records_;
  const Settings* root_;
};

}  // namespace af::plugin
