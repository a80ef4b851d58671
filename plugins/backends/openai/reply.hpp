// SPDX-License-Identifier: MIT
/// Assembles one chat completion from a response body, streamed or whole.
#pragma once

#include <rapidjson/fwd.h>

#include <affine/sdk/backend.hpp>
#include <string>
#include <string_view>

#include "sse.hpp"

namespace openai {

/// Deepest JSON that an honest server sends is about 10.
constexpr std::size_t max_json_depth = 64;
/// Most bytes of reply text, and of reasoning, that are kept: more than any model writes in 200,000
/// tokens.
constexpr std::size_t max_text_bytes = 1u << 20;

/// The state of one exchange. Feed it the response body in order, then ask it once for its end.
class ReplyAssembler {
 public:
  /// True when the reply is whole, or so broken that the rest does not matter.
  [[nodiscard]] bool feed(std::string_view bytes);
  /// What became of the exchange. Completeness comes from the payload, never from how the transfer
  /// ended: a finish reason must have been seen.
  [[nodiscard]] affine::Completion end(const AfHttpResponse& http);

 private:
  enum class Form { unknown, whole, stream };

  void on_event(const Event& event);
  void on_document(const rapidjson::Value& document, bool streamed);
  void on_choice(const rapidjson::Value& choice, bool streamed);
  void on_finish(const rapidjson::Value& reason);
  void break_off(AfCause cause, std::string detail);
  void append(std::string& to, const rapidjson::Value& from);
  [[nodiscard]] affine::Completion failed(AfCause cause, std::string detail) const;
  [[nodiscard]] affine::Completion refused(const AfHttpResponse& http) const;

  Form form_ = Form::unknown;
  std::string body_;  // whole form, and the start of an error body
  SseDecoder decoder_;
  affine::Completion completion_;
  bool finished_ = false;  // a finish reason was seen
  bool done_ = false;      // "[DONE]" or a whole document was seen
  bool broken_ = false;
};

}  // namespace openai
