// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <affine/sdk/text.hpp>
#include <stdexcept>

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

std::int64_t whole_number(const Json& value, std::int64_t least, std::int64_t most) {
  constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
  const bool fits = value.is_number_integer() &&
                    !(value.is_number_unsigned() && value.get<std::uint64_t>() > largest);
  const std::int64_t number = fits ? value.get<std::int64_t>() : 0;
  if (fits && number >= least && number <= most) return number;
  throw std::range_error(shortened(dump(value), 40) + " is not a whole number from " +
                         std::to_string(least) + " to " + std::to_string(most));
}

std::int64_t whole_at(const Json& object, const char* key, std::int64_t least, std::int64_t most) {
  try {
    return whole_number(object.at(key), least, most);
  } catch (const std::exception& error) {
    throw std::range_error(std::string("'") + key + "': " + error.what());
  }
}

std::uint32_t whole_u32_at(const Json& object, const char* key) {
  constexpr std::uint32_t largest = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(whole_at(object, key, 0, largest));
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
