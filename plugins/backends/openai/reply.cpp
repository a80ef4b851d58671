// SPDX-License-Identifier: MIT
#include "reply.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <affine/sdk/text.hpp>
#include <algorithm>
#include <array>
#include <optional>

namespace openai {
namespace {

using rapidjson::Document;
using rapidjson::Value;

/// A text read as JSON, with room for a usual reply, so that reading one allocates next to nothing.
class Parsed {
 public:
  explicit Parsed(std::string_view text) {
    // RapidJSON takes a zero byte after a document for the end of the text.
    if (text.find('\0') != std::string_view::npos || affine::json_depth(text) > max_json_depth)
      return;
    constexpr unsigned iterative = rapidjson::kParseIterativeFlag;
    if (std::all_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
      document_.Parse<iterative>(text.data(), text.size());
    } else {
      document_.Parse<iterative | rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
    }
    good_ = !document_.HasParseError();
  }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;

  /// Null when the text is not JSON, or nested too deeply to be handled safely.
  [[nodiscard]] const Value* root() const noexcept { return good_ ? &document_ : nullptr; }

 private:
  std::array<char, 4096> room_;
  rapidjson::MemoryPoolAllocator<> allocator_{room_.data(), room_.size()};
  Document document_{&allocator_};
  bool good_ = false;
};

const Value* member(const Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
}

std::string text_of(const Value* value) {
  return value != nullptr && value->IsString()
             ? std::string(value->GetString(), value->GetStringLength())
             : std::string();
}

std::uint64_t count_of(const Value* value) {
  return value != nullptr && value->IsUint64() ? value->GetUint64() : 0;
}

std::string dump(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

/// The message of an error body in any of the shapes that servers use; nothing if it is not an
/// error.
std::optional<std::string> error_text(const Value& document) {
  for (const char* name : {"error", "detail"}) {
    const Value* error = member(document, name);
    if (error == nullptr) continue;
    if (error->IsString()) return text_of(error);
    const std::string message = text_of(member(*error, "message"));
    return message.empty() ? dump(*error) : message;
  }
  if (text_of(member(document, "object")) == "error" ||
      (member(document, "message") != nullptr && member(document, "choices") == nullptr)) {
    return text_of(member(document, "message"));
  }
  return {};
}

/// The status that an error carries inside a body sent under 200; 0 if none.
std::uint64_t embedded_status(const Value& document) {
  const Value* error = member(document, "error");
  return count_of(member(error != nullptr ? *error : document, "code"));
}

bool is_context_overflow(std::string_view body) {
  for (const std::string_view mark :
       {"exceed_context_size_error", "context_length_exceeded", "maximum context length",
        "longer than the model's context"}) {
    if (body.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

AfCause cause_of_status(std::uint64_t status, std::string_view body) {
  if (status >= 300 && status < 400) return AF_CAUSE_ENDPOINT_REDIRECT;
  if (status == 401 || status == 403) return AF_CAUSE_CONFIG;
  if (status == 408) return AF_CAUSE_ENDPOINT_TIMEOUT;
  if (status == 429) return AF_CAUSE_RATE_LIMITED_VALIDATOR;
  if (status >= 500) return AF_CAUSE_ENDPOINT_5XX;
  if (status >= 400) {
    return is_context_overflow(body) ? AF_CAUSE_CONTEXT_OVERFLOW : AF_CAUSE_ENDPOINT_REJECTED;
  }
  return AF_CAUSE_ENDPOINT_BAD_RESPONSE;
}

bool acceptable_type(std::string_view type) {
  return type.empty() || type.starts_with("application/json") ||
         type.starts_with("text/event-stream") || type.starts_with("application/x-ndjson");
}

constexpr std::string_view end_of_stream = "[DONE]";

bool is_whole(const Event& event) {
  return event.data == end_of_stream || Parsed(event.data).root() != nullptr;
}

}  // namespace

bool ReplyAssembler::feed(std::string_view bytes) {
  if (form_ == Form::unknown) {
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return false;
    bytes.remove_prefix(first);  // however the white space was cut into pieces, none of it counts
    form_ = bytes[0] == '{' || bytes[0] == '[' || bytes[0] == '<' ? Form::whole : Form::stream;
  }
  constexpr std::size_t error_bytes = 4096;
  if (form_ == Form::whole || body_.size() < error_bytes) body_ += bytes;
  if (form_ == Form::whole) return false;
  if (!decoder_.feed(bytes, [this](const Event& event) { on_event(event); })) {
    break_off(AF_CAUSE_ENDPOINT_TOO_LARGE, "an event of the stream is too long");
  }
  return broken_ || done_;
}

affine::Completion ReplyAssembler::end(const AfHttpResponse& http) {
  const bool success = http.status >= 200 && http.status < 300;
  if (http.status != 0 && !success) return refused(http);
  if (http.status != 0 && !acceptable_type(affine::view(http.content_type))) {
    return failed(AF_CAUSE_ENDPOINT_BAD_RESPONSE,
                  "content type " + std::string(affine::view(http.content_type).substr(0, 80)));
  }
  if (form_ == Form::stream) {
    decoder_.finish([&](const Event& event) {
      // An event that the end of the transfer cut in two says nothing: the transfer's cause does.
      if (http.transport == AF_CAUSE_NONE || is_whole(event)) on_event(event);
    });
  } else if (form_ == Form::whole && http.transport == AF_CAUSE_NONE) {
    const Parsed parsed(body_);
    if (const Value* document = parsed.root()) {
      on_document(*document, false);
      done_ = true;
    } else {
      break_off(AF_CAUSE_ENDPOINT_BAD_RESPONSE, "the body is not valid JSON of a sane depth");
    }
  }
  if (broken_) return completion_;
  if (finished_ && (done_ || http.transport == AF_CAUSE_NONE)) return completion_;
  if (http.transport != AF_CAUSE_NONE) {
    return failed(http.transport, std::string(affine::view(http.transport_detail)));
  }
  if (form_ == Form::unknown) return failed(AF_CAUSE_ENDPOINT_BAD_RESPONSE, "the body is empty");
  // A stream that simply stops was cut off; a whole document without a finish is not the protocol.
  return form_ == Form::stream && !done_
             ? failed(AF_CAUSE_ENDPOINT_RESET, "the stream ended before a finish reason")
             : failed(AF_CAUSE_ENDPOINT_BAD_RESPONSE, "no finish reason");
}

void ReplyAssembler::on_event(const Event& event) {
  if (broken_ || done_) return;
  if (event.data == end_of_stream) {
    done_ = true;
    return;
  }
  const Parsed parsed(event.data);
  const Value* document = parsed.root();
  if (document == nullptr) {
    break_off(AF_CAUSE_ENDPOINT_BAD_RESPONSE, "an event is not valid JSON of a sane depth");
    return;
  }
  if (event.type == "error" && !error_text(*document)) {
    break_off(AF_CAUSE_ENDPOINT_5XX, "the server sent an error event");
    return;
  }
  on_document(*document, true);
}

void ReplyAssembler::on_document(const Value& document, bool streamed) {
  if (const auto error = error_text(document)) {
    const std::uint64_t status = embedded_status(document);
    AfCause cause = AF_CAUSE_ENDPOINT_5XX;
    if (status >= 400 && status < 600) {
      cause = cause_of_status(status, *error);
    } else if (is_context_overflow(*error)) {
      cause = AF_CAUSE_CONTEXT_OVERFLOW;
    }
    break_off(cause, error->substr(0, 200));
    return;
  }
  if (completion_.reported_model.empty()) {
    completion_.reported_model = text_of(member(document, "model")).substr(0, 200);
    completion_.request_id = text_of(member(document, "id")).substr(0, 200);
  }
  if (const Value* usage = member(document, "usage")) {
    completion_.prompt_tokens = count_of(member(*usage, "prompt_tokens"));
    completion_.completion_tokens = count_of(member(*usage, "completion_tokens"));
    if (const Value* details = member(*usage, "completion_tokens_details")) {
      completion_.reasoning_tokens = count_of(member(*details, "reasoning_tokens"));
    }
  }
  const Value* choices = member(document, "choices");
  if (choices == nullptr || !choices->IsArray()) {
    if (!streamed) break_off(AF_CAUSE_ENDPOINT_BAD_RESPONSE, "no choices in the body");
    return;
  }
  for (const Value& choice : choices->GetArray()) {
    // Only the first choice was asked for; others would let a server answer several times.
    if (count_of(member(choice, "index")) == 0) {
      on_choice(choice, streamed);
      if (!streamed) break;
    }
  }
}

void ReplyAssembler::on_choice(const Value& choice, bool streamed) {
  if (const Value* message = member(choice, streamed ? "delta" : "message")) {
    if (const Value* content = member(*message, "content")) append(completion_.text, *content);
    for (const char* name : {"reasoning_content", "reasoning"}) {
      if (const Value* reasoning = member(*message, name)) {
        append(completion_.reasoning, *reasoning);
        break;
      }
    }
  }
  if (const Value* reason = member(choice, "finish_reason")) on_finish(*reason);
}

void ReplyAssembler::on_finish(const Value& reason) {
  const std::string name = text_of(&reason);
  if (name == "stop" || name == "tool_calls" || name == "function_call") {
    completion_.finish = AF_FINISH_STOP;
  } else if (name == "length") {
    completion_.finish = AF_FINISH_LENGTH;
  } else if (name == "content_filter") {
    completion_.finish = AF_FINISH_FILTER;
  } else if (name == "abort") {
    break_off(AF_CAUSE_ENDPOINT_RESET, "the server aborted the request");
    return;
  } else {
    break_off(AF_CAUSE_ENDPOINT_BAD_RESPONSE, "unknown finish reason " + name.substr(0, 40));
    return;
  }
  finished_ = true;
}

void ReplyAssembler::append(std::string& to, const Value& from) {
  if (from.IsArray()) {
    for (const Value& part : from.GetArray()) {
      if (const Value* text = member(part, "text")) append(to, *text);
    }
    return;
  }
  if (!from.IsString()) return;
  if (to.size() + from.GetStringLength() > max_text_bytes) {
    break_off(AF_CAUSE_ENDPOINT_TOO_LARGE, "the reply is longer than any honest reply");
    return;
  }
  to.append(from.GetString(), from.GetStringLength());
}

void ReplyAssembler::break_off(AfCause cause, std::string detail) {
  if (broken_) return;
  broken_ = true;
  completion_ = failed(cause, std::move(detail));
}

affine::Completion ReplyAssembler::failed(AfCause cause, std::string detail) const {
  affine::Completion completion;
  completion.reported_model = completion_.reported_model;
  completion.request_id = completion_.request_id;
  completion.cause = cause;
  completion.detail = std::move(detail);
  return completion;
}

affine::Completion ReplyAssembler::refused(const AfHttpResponse& http) const {
  std::string detail = "status " + std::to_string(http.status);
  const Parsed parsed(body_);
  if (const Value* document = parsed.root()) {
    if (const auto text = error_text(*document)) detail += ": " + text->substr(0, 200);
  }
  affine::Completion completion = failed(cause_of_status(http.status, body_), detail);
  completion.retry_after_ms = http.retry_after_ms;
  return completion;
}

}  // namespace openai
