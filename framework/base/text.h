/// Text helpers: UTF-8, hexadecimal, nearest names, numbers for people.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace af::base {

[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;
/// The same text with each byte that breaks UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view bytes);
/// At most `limit` bytes of the text, cut at a character boundary; "…" (3 bytes) follows where
/// something was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t limit);
/// Control characters as \xNN, so that foreign text cannot drive a terminal or forge a log line.
[[nodiscard]] std::string printable(std::string_view text);
/// The same, line by line: line breaks stay.
[[nodiscard]] std::string printable_lines(std::string_view text);

[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// Two lower-case digits a byte.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);
/// Nothing unless the text is an even number of hexadecimal digits.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// The candidate that is nearest to a mistyped name, or empty when none is near.
[[nodiscard]] std::string nearest(std::string_view name,
                                  const std::vector<std::string>& candidates);

/// The shortest decimal form that reads back to the same double; `plain` without an exponent, for
/// people.
[[nodiscard]] std::string exact(double value);
[[nodiscard]] std::string plain(double value);

}  // namespace af::base
