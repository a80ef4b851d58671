/// How answers are read from replies, for every environment alike (service af.host.text/1). The
/// results are slices of the argument.
#pragma once

#include <optional>
#include <string_view>

namespace af::base {

/// The part of a reply after its reasoning: what follows the last closing think tag. A reasoning
/// tag that is opened and never closed leaves nothing: the model had not begun to answer.
[[nodiscard]] std::string_view strip_reasoning(std::string_view reply) noexcept;

/// Content of the last <tag>…</tag> block, trimmed. A later block that is opened and never closed,
/// or closed and never opened, hides earlier ones: what counts is the last thing that was said.
[[nodiscard]] std::optional<std::string_view> last_block(std::string_view text,
                                                         std::string_view tag) noexcept;

/// Content of the last complete fenced block (at least three ` or ~ at the start of a line, closed
/// by at least as many) whose info string's first word is `language`; an empty language takes any.
[[nodiscard]] std::optional<std::string_view> last_fence(std::string_view text,
                                                         std::string_view language) noexcept;

}  // namespace af::base
