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
[[nodiscard]] base::Result<std::vector<config::Field>> read_options(const AfOption* options,
                                                                    std::uint64_t count);

/// Fields as JSON and back, to cross to a child process.
[[nodiscard]] base::Json to_json(const std::vector<config::Field>& fields);
[[nodiscard]] std::vector<config::Field> fields_from_json(const base::Json& json);

/// Settings for `create`, from checked JSON; owns all that the structs point at.
class OptionTree {
 public:
  OptionTree(const base::Json& values, const std::vector<config::Field>& fields);
  [[nodiscard]] const AfSetting* settings() const noexcept { return root_->data(); }
  [[nodiscard]] std::uint64_t count() const noexcept { return root_->size(); }

 private:
  const std::vector<AfSetting>* record(const base::Json& values,
                                       const std::vector<config::Field>& fields);
  AfValue value(const base::Json& json, const config::Field& field);
  AfStr keep(std::string text);

  std::deque<std::string> texts_;
  std::deque<std::vector<AfStr>> lists_;
  std::deque<std::vector<AfSetting>> records_;
  const std::vector<AfSetting>* root_;
};

}  // namespace af::plugin
