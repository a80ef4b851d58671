// SPDX-License-Identifier: MIT
/// How answers are read from replies. Every environment uses the same rules, through the host
/// service af.host.text/1. Results are slices of the argument and valid as long as it is.
#pragma once

#include <optional>
#include <string_view>

namespace af::base {

/// The part of a reply after its reasoning: what follows the last </think>, </thinking> or
/// </reasoning>. Empty if a reasoning tag is opened after that, because the answer never began.
[[nodiscard]] std::string_view strip_reasoning(std::string_view reply) noexcept;

/// Content of the last <tag>…</tag> block, trimmed. Tags match in upper and lower case. Nothing if
/// the last opening or closing tag has no partner, even if a complete block precedes it: only the
/// last answer counts.
[[nodiscard]] std::optional<std::string_view> last_block(std::string_view text,
                                                         std::string_view tag) noexcept;

/// Content of the last complete fenced code block (CommonMark 4.5: at least three ` or ~, closed by
/// at least as many) whose info string begins with the word `language`. An empty `language` matches
/// every block.
[[nodiscard]] std::optional<std::string_view> last_fence(std::string_view text,
                                                         std::string_view language) noexcept;

}  // namespace af::base
