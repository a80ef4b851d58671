// SPDX-License-Identifier: MIT
#include "pipeline/transcript.h"

#include <stdexcept>

#include "base/json.h"

namespace af::pipeline {

using base::Json;

namespace {

/// Any number that a server may have named: older records bound it by nothing.
std::uint64_t tokens_at(const Json& item, const char* key) {
  const Json& value = item.at(key);
  if (value.is_number_unsigned()) return value;
  throw std::range_error(std::string("'") + key + "' is not a number of tokens");
}

}  // namespace

void Transcript::begin_item() { items_ += items_.empty() ? '[' : ','; }

void Transcript::add_message(std::string_view role, std::string_view text) {
  begin_item();
  items_.append("{\"role\":\"").append(role).append("\",\"text\":");
  base::append_quoted(items_, text);
  items_ += '}';
}

void Transcript::add_reply(const plugin::Reply& reply) {
  begin_item();
  items_ += "{\"text\":";
  base::append_quoted(items_, reply.text);
  items_ += ",\"finish\":" + std::to_string(reply.finish) +
            ",\"prompt_tokens\":" + std::to_string(reply.prompt_tokens) +
            ",\"completion_tokens\":" + std::to_string(reply.completion_tokens) + "}";
}

void Transcript::add_end(AfEnd why) {
  begin_item();
  items_ += "{\"end\":" + std::to_string(why) + "}";
}

std::string Transcript::take() {
  std::string whole = items_.empty() ? "[]" : std::move(items_) + "]";
  items_.clear();
  return whole;
}

base::Result<StoredReplies> replies_from_json(const std::string& text) {
  const auto json = base::parse_json(text);
  if (!json) return json.error();
  try {
    StoredReplies stored;
    for (const auto& item : *json) {
      if (item.contains("end")) {
        stored.ended = base::whole_u32_at(item, "end");
        continue;
      }
      plugin::Reply reply;
      reply.text = item.at("text");
      reply.finish = base::whole_u32_at(item, "finish");
      reply.prompt_tokens = tokens_at(item, "prompt_tokens");
      reply.completion_tokens = tokens_at(item, "completion_tokens");
      stored.replies.push_back(std::move(reply));
    }
    return stored;
  } catch (const std::exception& error) {
    return base::Error{base::Code::failed, std::string("not a list of replies: ") + error.what()};
  }
}

}  // namespace af::pipeline
