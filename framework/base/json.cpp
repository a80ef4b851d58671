// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <affine/sdk/text.hpp>
#include <limits>

#include "base/text.h"

namespace af::base {

Result<Json> parse_json(std::string_view text) {
  if (affine::json_depth(text) > max_json_depth) {
    return Error{Code::failed, "JSON nested deeper than " + std::to_string(max_json_depth)};
  }
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    return Error{Code::failed, std::string("not valid JSON: ") + error.what()};
  }
}

std::optional<std::int64_t> whole_number(const Json& value) {
  constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > largest) return {};
  if (!value.is_number_integer()) return {};
  return value.get<std::int64_t>();
}

void append_quoted(std::string& to, std::string_view text) {
  if (is_utf8(text)) {
    affine::append_json_string(to, text);
  } else {
    affine::append_json_string(to, to_utf8(text));
  }
}

std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace af::base
