// SPDX-License-Identifier: MIT
/// Text helpers: UTF-8, printable text, splitting, hexadecimal, nearest names, decimal numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace af::base {

/// Whether the bytes are valid UTF-8 (RFC 3629: no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;
/// The same text with each byte that breaks UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view bytes);
/// At most `limit` bytes of the text, cut at a character boundary; "…" (3 bytes) follows where
/// something was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t limit);
/// The text as UTF-8 with control characters written as \xNN, so that foreign text cannot control a
/// terminal or forge a log line.
[[nodiscard]] std::string printable(std::string_view text);
/// The same, but line breaks stay.
[[nodiscard]] std::string printable_lines(std::string_view text);

/// The columns that UTF-8 takes at a terminal: characters, not bytes.
[[nodiscard]] std::size_t columns(std::string_view text) noexcept;

/// Without spaces, tabs and line breaks at both ends; a slice of the argument.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// The parts between separators. An empty text gives one empty part.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// Two lower-case hexadecimal digits per byte.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);
/// The bytes of an even number of hexadecimal digits; nothing if the text is anything else.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// The candidate with the smallest edit distance to a mistyped name. Empty if that distance is
/// above 2 and above a third of the name's length.
[[nodiscard]] std::string nearest(std::string_view name,
                                  const std::vector<std::string>& candidates);

/// The shortest decimal form that reads back to the same double.
[[nodiscard]] std::string exact(double value);
/// The same without an exponent, for people.
[[nodiscard]] std::string plain(double value);

}  // namespace af::base
