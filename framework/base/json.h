// SPDX-License-Identifier: MIT
/// JSON values (nlohmann's type), read from foreign bytes with a limit on depth.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace af::base {

using Json = nlohmann::json;  ///< objects are sorted by key, so `dump` is canonical

/// Deepest nesting of arrays and objects that `parse_json` accepts.
constexpr std::size_t max_json_depth = 64;

/// Reads one document. Fails with Code::failed if the text is anything else, or nested deeper than
/// `max_json_depth`. Never throws.
[[nodiscard]] Result<Json> parse_json(std::string_view text);

/// A whole number from `least` to `most`. Throws std::range_error for anything else, also for one
/// with a decimal point.
[[nodiscard]] std::int64_t whole_number(
    const Json& value, std::int64_t least = std::numeric_limits<std::int64_t>::min(),
    std::int64_t most = std::numeric_limits<std::int64_t>::max());

/// The whole number of a key; what it throws names the key, also if there is none of that name.
[[nodiscard]] std::int64_t whole_at(const Json& object, const char* key,
                                    std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                                    std::int64_t most = std::numeric_limits<std::int64_t>::max());

/// The same for a whole number from 0 to 2^32 - 1.
[[nodiscard]] std::uint32_t whole_u32_at(const Json& object, const char* key);

/// Appends a text as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD. Cheaper
/// than building a Json where only strings are written.
void append_quoted(std::string& to, std::string_view text);

/// The document on one line, objects sorted by key. Bytes that are not UTF-8 become U+FFFD; never
/// throws on foreign text.
[[nodiscard]] std::string dump(const Json& value);

}  // namespace af::base
