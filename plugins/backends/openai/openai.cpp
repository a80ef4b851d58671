// SPDX-License-Identifier: MIT
/// The `openai` backend: a codec for any OpenAI-compatible chat server (vLLM, SGLang, llama.cpp,
/// Ollama, Chutes …).
#include <affine/sdk/backend.hpp>
#include <affine/sdk/text.hpp>
#include <array>
#include <charconv>

#include "reply.hpp"

namespace {

/// The shortest form that reads back to the same number.
std::string decimal(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

class OpenAi {
 public:
  struct Options {
    affine::Secret api_key;
    bool stream = true;
    std::string path = "/chat/completions";
    static affine::Fields<Options> fields() {
      affine::Fields<Options> fields;
      fields
          .add("api_key", &Options::api_key,
               {.help = "Setting that holds the key for the Authorization header."})
          .add("stream", &Options::stream,
               {.help = "Ask for server-sent events, so that a silent server is noticed early."})
          .add("path", &Options::path, {.help = "Appended to base_url, which ends in /v1."});
      return fields;
    }
  };

  static affine::BackendInfo info() {
    affine::BackendInfo info;
    info.name = "OpenAI-compatible server";
    info.summary = "Chat completions over HTTP: vLLM, SGLang, llama.cpp, Ollama and others.";
    return info;
  }

  explicit OpenAi(Options options) : options_(std::move(options)) {}

  affine::HttpRequest encode(const AfChatRequest& request) const {
    // Written out rather than built as a document: this runs once for every exchange.
    std::string body = "{\"model\":";
    affine::append_json_string(body, affine::view(request.model));
    body += ",\"messages\":[";
    for (std::uint64_t i = 0; i < request.message_count; ++i) {
      body += i > 0 ? ",{\"role\":\"" : "{\"role\":\"";
      body += affine::role_name(request.messages[i]->role);
      body += "\",\"content\":";
      affine::append_json_string(body, affine::text_of(*request.messages[i]));
      body += '}';
    }
    body += "],\"temperature\":" + decimal(request.temperature) +
            ",\"top_p\":" + decimal(request.top_p) + ",\"seed\":" + std::to_string(request.seed);
    if (request.max_tokens > 0) body += ",\"max_tokens\":" + std::to_string(request.max_tokens);
    body += options_.stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
                            : ",\"stream\":false}";
    affine::HttpRequest http;
    http.path = options_.path;
    http.headers = {{"Content-Type", "application/json"},
                    {"Accept", options_.stream ? "text/event-stream" : "application/json"}};
    if (!options_.api_key.placeholder.empty()) {
      http.headers.emplace_back("Authorization", "Bearer " + options_.api_key.placeholder);
    }
    http.body = std::move(body);
    return http;
  }

  class Response {
   public:
    explicit Response(const OpenAi&) {}
    bool feed(std::string_view bytes) { return assembler_.feed(bytes); }
    affine::Completion end(const AfHttpResponse& http) { return assembler_.end(http); }

   private:
    openai::ReplyAssembler assembler_;
  };

 private:
  Options options_;
};

}  // namespace

AFFINE_BACKEND("openai", OpenAi)
