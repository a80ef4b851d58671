// SPDX-License-Identifier: MIT
/// Backend plugins in this process: codecs and direct backends behind plain C++.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "config/check.h"
#include "config/config.h"
#include "plugin/boundary/chat.h"
#include "plugin/boundary/library.h"
#include "plugin/types.h"

namespace af::plugin {

/// A codec's request, ready to send.
struct EncodedRequest {
  std::string path, body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< with secrets filled in
};

/// The end of an HTTP exchange, without its body; see AfHttpResponse.
struct ResponseHead {
  std::uint32_t status = 0;
  base::Cause transport = AF_CAUSE_NONE;
  std::string content_type, transport_detail;
  std::uint64_t retry_after_ms = 0;
};

class Backend;

/// One response being decoded. Called from one thread at a time. The Backend must outlive it.
class CodecResponse {
 public:
  ~CodecResponse();
  CodecResponse(const CodecResponse&) = delete;
  CodecResponse& operator=(const CodecResponse&) = delete;
  /// Delivers the next bytes of the body. True when no more are wanted.
  [[nodiscard]] bool feed(std::string_view bytes);
  /// Ends the exchange; call it once. A failure of the plugin is a completion with a plugin cause.
  [[nodiscard]] Completion end(const ResponseHead& head);

 private:
  friend class Backend;
  CodecResponse(const Backend& backend, void* response) : backend_(backend), response_(response) {}
  const Backend& backend_;
  void* response_;
  Completion failure_;  // set when feed failed
};

/// One configured backend in this process. Its functions may be called from any thread.
class Backend {
 public:
  /// Finds, checks, loads and configures a backend. Secrets that options name are looked up in
  /// `settings`; the plugin gets placeholders. `source` is the text that `config` came from, for
  /// messages about its options.
  [[nodiscard]] static base::Result<std::shared_ptr<Backend>> load(
      const config::BackendConfig& config, const config::Source& source,
      const config::Settings& settings, const std::vector<std::filesystem::path>& folders,
      base::Log log);
  ~Backend();
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  /// The plugin's description of itself.
  [[nodiscard]] const BackendDescriptor& descriptor() const noexcept { return descriptor_; }
  /// The address in the configuration; empty for direct backends.
  [[nodiscard]] const std::string& base_url() const noexcept { return base_url_; }

  /// Codecs only: the HTTP request for `request`. `trusted`: it goes to this backend's own base
  /// URL; for any other address headers that hold a secret are left out.
  [[nodiscard]] base::Result<EncodedRequest> encode(const ChatRequest& request, bool trusted) const;
  /// Codecs only: the decoder of one response.
  [[nodiscard]] base::Result<std::unique_ptr<CodecResponse>> open_response() const;

  /// Direct backends only: starts an exchange. `done` is called exactly once, on any thread,
  /// possibly before this returns. Tickets are unique among the exchanges in hand.
  void submit(const ChatRequest& request, std::uint64_t ticket,
              std::function<void(Completion)> done) const;
  /// Direct backends only: asks for an early end; the completion still follows.
  void cancel(std::uint64_t ticket) const;

 private:
  friend class CodecResponse;
  Backend() = default;
  /// Replaces names of settings in the options by placeholders; unknown names become problems.
  void take_secrets(const config::BackendConfig& config, const config::Settings& settings,
                    config::Checked& checked);
  base::Status create(const config::BackendConfig& config, const config::Source& source,
                      const base::Json& options);
  /// Replaces placeholders by secrets. True when there was one.
  bool fill_secrets(std::string& text) const;
  /// Replaces secrets by placeholders: a server's reply may repeat what it was sent.
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
