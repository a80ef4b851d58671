/// JSON: nlohmann's type, and reading of foreign bytes with a limit on depth.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace af::base {

using Json = nlohmann::json;  ///< objects are sorted by key, so `dump` is canonical

/// Deepest nesting that is accepted from outside.
constexpr std::size_t max_json_depth = 64;

/// Fails with Code::failed on anything but one valid document.
[[nodiscard]] Result<Json> parse_json(std::string_view text);

/// Appends a text as a JSON string, with its quotes; bytes that are not UTF-8 are replaced. Much
/// cheaper than a document where only texts are to be written.
void append_quoted(std::string& to, std::string_view text);

/// One line, with bytes that are not UTF-8 replaced; never throws on foreign text.
[[nodiscard]] std::string dump(const Json& value);

}  // namespace af::base
