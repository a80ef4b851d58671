#include "base/json.h"

#include <affine/sdk/text.hpp>

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

std::string quoted(std::string_view text) { return dump(Json(text)); }

std::string dump(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace af::base
