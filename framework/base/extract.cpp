// SPDX-License-Identifier: MIT
#include "base/extract.h"

#include <array>

#include "base/text.h"

namespace af::base {
namespace {

constexpr std::array<std::string_view, 3> reasoning_tags = {"think", "thinking", "reasoning"};

bool same_letter(char a, char b) noexcept {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return lower(a) == lower(b);
}

/// Position of the last "<tag>" (or "</tag>") before `end`, in any case of letters.
std::size_t last_tag(std::string_view text, std::string_view tag, bool closing,
                     std::size_t end) noexcept {
  const std::size_t slash = closing ? 1 : 0, length = tag.size() + 2 + slash;
  for (std::size_t at = text.rfind('<', end); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : text.rfind('<', at - 1)) {
    if (at + length > text.size() || text[at + length - 1] != '>') continue;
    if (closing && text[at + 1] != '/') continue;
    bool same = true;
    for (std::size_t i = 0; i < tag.size() && same; ++i) {
      same = same_letter(text[at + 1 + slash + i], tag[i]);
    }
    if (same) return at;
  }
  return std::string_view::npos;
}

/// A line that opens or closes a fenced block.
struct Fence {
  char mark = 0;
  std::size_t length = 0;
  std::string_view info;
};

/// Reads a line as a code fence, which up to three spaces may precede.
std::optional<Fence> fence_of(std::string_view line) noexcept {
  const std::size_t indent = line.find_first_not_of(' ');
  if (indent == std::string_view::npos || indent > 3) return {};
  line.remove_prefix(indent);
  Fence fence;
  fence.mark = line.front();
  if (fence.mark != '`' && fence.mark != '~') return {};
  fence.length = line.find_first_not_of(fence.mark);
  if (fence.length == std::string_view::npos) fence.length = line.size();
  if (fence.length < 3) return {};
  fence.info = trimmed(line.substr(fence.length));
  // A back-tick in the info string means inline code, not a fence (CommonMark 4.5).
  if (fence.mark == '`' && fence.info.find('`') != std::string_view::npos) return {};
  return fence;
}

}  // namespace

std::string_view strip_reasoning(std::string_view reply) noexcept {
  std::size_t start = 0;
  for (const auto tag : reasoning_tags) {
    const std::size_t close = last_tag(reply, tag, true, std::string_view::npos);
    if (close != std::string_view::npos) start = std::max(start, close + tag.size() + 3);
  }
  const std::string_view rest = reply.substr(start);
  for (const auto tag : reasoning_tags) {
    if (last_tag(rest, tag, false, std::string_view::npos) != std::string_view::npos) return {};
  }
  return rest;
}

std::optional<std::string_view> last_block(std::string_view text, std::string_view tag) noexcept {
  constexpr auto none = std::string_view::npos;
  const std::size_t close = last_tag(text, tag, true, none);
  const std::size_t last_open = last_tag(text, tag, false, none);
  if (close == none || last_open == none || last_open > close) return {};
  // The last opening tag before the close must not be closed already: "</answer></answer>".
  const std::size_t start = last_open + tag.size() + 2;
  const std::string_view content = text.substr(start, close - start);
  if (last_tag(content, tag, true, none) != none) return {};
  return trimmed(content);
}

std::optional<std::string_view> last_fence(std::string_view text,
                                           std::string_view language) noexcept {
  std::optional<std::string_view> found;
  std::optional<Fence> open;
  std::size_t content = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = text.find('\n', at);
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline;
    std::string_view line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (const auto fence = fence_of(line)) {
      if (!open) {
        open = fence;
        content = std::min(end + 1, text.size());
      } else if (fence->mark == open->mark && fence->length >= open->length &&
                 fence->info.empty()) {
        const std::string_view word = open->info.substr(0, open->info.find_first_of(" \t{"));
        if (language.empty() || word == language) found = text.substr(content, at - content);
        open.reset();
      }
    }
    at = end + 1;
  }
  return found;
}

}  // namespace af::base
