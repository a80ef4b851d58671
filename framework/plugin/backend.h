/// Backend plugins in this process: codecs and direct backends behind plain C++.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "config/config.h"
#include "plugin/boundary/library.h"
#include "plugin/types.h"

namespace af::plugin {

/// What a simulated backend may know about the task.
struct Simulation {
  std::string environment;
  base::Seed seed{};
  std::uint32_t turn = 0, attempt = 0;
  std::string solution;
  std::vector<std::string> mutants;
};

struct ChatRequest {
  std::string model;
  std::vector<Message> messages;
  std::uint64_t max_tokens = 0, seed = 0;
  double temperature = 0, top_p = 1;
  std::optional<Simulation> simulation;
};

struct Completion {
  std::string text, reasoning, reported_model, request_id, detail;
  AfFinish finish = AF_FINISH_STOP;
  base::Cause cause = AF_CAUSE_NONE;  ///< NONE: a whole reply
  std::uint64_t retry_after_ms = 0, delay_ms = 0;
  std::uint64_t prompt_tokens = 0, completion_tokens = 0, reasoning_tokens = 0;
};

struct EncodedRequest {
  std::string path, body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< with secrets filled in
};

struct ResponseHead {
  std::uint32_t status = 0;
  base::Cause transport = AF_CAUSE_NONE;
  std::string content_type, transport_detail;
  std::uint64_t retry_after_ms = 0;
};

class Backend;

/// One response being decoded. `feed` and `end` from one thread at a time; may outlive nothing but
/// the Backend.
class CodecResponse {
 public:
  ~CodecResponse();
  CodecResponse(const CodecResponse&) = delete;
  CodecResponse& operator=(const CodecResponse&) = delete;
  /// True when no more bytes are wanted.
  [[nodiscard]] bool feed(std::string_view bytes);
  [[nodiscard]] Completion end(const ResponseHead& head);

 private:
  friend class Backend;
  CodecResponse(const Backend& backend, void* response) : backend_(backend), response_(response) {}
  const Backend& backend_;
  void* response_;
  Completion failure_;  // set when feed failed
};

class Backend {
 public:
  /// Finds, checks, loads and configures. Secrets that options name are looked up in `settings`;
  /// the plugin gets placeholders.
  [[nodiscard]] static base::Result<std::shared_ptr<Backend>> load(
      const config::BackendConfig& config, const config::Source& source,
      const config::Settings& settings, const std::vector<std::filesystem::path>& folders,
      base::Log log);
  ~Backend();
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  [[nodiscard]] const BackendDescriptor& descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] const std::string& base_url() const noexcept { return base_url_; }

  // Codecs only. `trusted`: the request goes to this backend's own base URL; anywhere else headers
  // that hold a secret are left out.
  [[nodiscard]] base::Result<EncodedRequest> encode(const ChatRequest& request, bool trusted) const;
  [[nodiscard]] base::Result<std::unique_ptr<CodecResponse>> open_response() const;

  // Direct backends only. `done` is called exactly once, possibly before this returns.
  void submit(const ChatRequest& request, std::uint64_t ticket,
              std::function<void(Completion)> done) const;
  void cancel(std::uint64_t ticket) const;

 private:
  friend class CodecResponse;
  Backend() = default;
  /// Whether there was something to fill in.
  bool fill_secrets(std::string& text) const;
  /// What a server says may repeat what it was sent.
  void hide_secrets(std::string& text) const;

  BackendDescriptor descriptor_;
  std::string base_url_;
  base::Log log_;
  const AfBackendFactory* factory_ = nullptr;
  const AfCodec* codec_ = nullptr;
  const AfDirect* direct_ = nullptr;
  void* instance_ = nullptr;
  std::vector<std::pair<std::string, std::string>> secrets_;  // placeholder, value
};

}  // namespace af::plugin
