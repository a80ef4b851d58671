// SPDX-License-Identifier: MIT
#include "plugin/backend.h"

#include <affine/sdk/call.hpp>

#include "base/text.h"
#include "plugin/boundary/call_frame.h"
#include "plugin/boundary/chat.h"
#include "plugin/boundary/note.h"
#include "plugin/boundary/option_tree.h"
#include "plugin/find.h"

namespace af::plugin {
namespace {

using affine::str;
using affine::view;
using base::Code;
using base::Error;

constexpr std::size_t max_request_bytes = 64u << 20;

Completion failed(const Error& error) {
  Completion completion;
  completion.cause = base::known_or(error.cause, AF_CAUSE_PLUGIN_CRASH);
  completion.detail = error.message;
  return completion;
}

std::string placeholder_of(const std::string& name) { return "{{secret:" + name + "}}"; }

}  // namespace

base::Result<std::shared_ptr<Backend>> Backend::load(
    const config::BackendConfig& config, const config::Source& source,
    const config::Settings& settings, const std::vector<std::filesystem::path>& folders,
    base::Log log) {
  const auto file = find_plugin(config.plugin, AF_KIND_BACKEND, folders);
  if (!file) return file.error();
  auto library = Library::load(*file);
  if (!library) return library.error();
  auto descriptor = library->backend();
  if (!descriptor) return descriptor.error();
  std::shared_ptr<Backend> backend(new Backend);
  backend->descriptor_ = std::move(*descriptor);
  backend->base_url_ = config.base_url;
  backend->log_ = std::move(log);
  backend->factory_ = library->backends();
  auto checked = config::check(config.options, backend->descriptor_.options, source.name,
                               "backend " + config.id + " options");
  backend->take_secrets(config, settings, checked);
  if (!checked.problems.empty()) return config::to_error(source, checked.problems);
  if (auto created = backend->create(config, source, checked.value); !created) {
    return created.error();
  }
  return backend;
}

void Backend::take_secrets(const config::BackendConfig& config, const config::Settings& settings,
                           config::Checked& checked) {
  for (const auto& field : descriptor_.options) {
    auto& value = checked.value[field.name];
    if (field.kind != config::Kind::secret || !value.is_string()) continue;
    const std::string name = value;
    const auto setting = settings.find(name);
    if (!setting) {
      const config::Node* given = config.options.find(field.name);
      checked.problems.push_back({given == nullptr ? config.options.mark : given->mark,
                                  "the setting " + name + " is not set: run `af set " + name +
                                      " VALUE` or set the environment variable"});
      continue;
    }
    value = placeholder_of(name);
    secrets_.emplace_back(placeholder_of(name), setting->text);
  }
}

base::Status Backend::create(const config::BackendConfig& config, const config::Source& source,
                             const base::Json& options) {
  const OptionTree tree(options, descriptor_.options);
  const CallFrame call(log_, "backend " + config.id);
  const AfStatus status =
      factory_->create(call.raw(), str(descriptor_.id), tree.settings(), tree.count(), &instance_);
  if (status == AF_INVALID_CONFIG) {
    const config::Node* at = config.options.find(call.option());
    const auto mark = at == nullptr ? config.options.mark : at->mark;
    return config::to_error(source, {{mark, call.error(status).message}});
  }
  if (status != AF_OK) return call.error(status);
  codec_ = static_cast<const AfCodec*>(factory_->get_profile(str(AF_BACKEND_CODEC)));
  direct_ = static_cast<const AfDirect*>(factory_->get_profile(str(AF_BACKEND_DIRECT)));
  const auto broken = [&](const char* why) {
    return Error{Code::plugin, config.id + ": " + why, AF_CAUSE_PLUGIN_CONTRACT};
  };
  if ((codec_ == nullptr) == (direct_ == nullptr)) {
    return broken("must offer one profile, codec or direct");
  }
  if ((codec_ != nullptr && !AF_HAS(codec_, AfCodec, response_close)) ||
      (direct_ != nullptr && !AF_HAS(direct_, AfDirect, cancel))) {
    return broken("its function table is too short");
  }
  return base::Done{};
}

Backend::~Backend() {
  if (instance_ != nullptr) factory_->destroy(instance_);
}

bool Backend::fill_secrets(std::string& text) const {
  bool filled = false;
  for (const auto& [placeholder, value] : secrets_) {
    const std::size_t at = text.find(placeholder);
    if (at == std::string::npos) continue;
    text.replace(at, placeholder.size(), value);
    filled = true;
  }
  return filled;
}

void Backend::hide_secrets(std::string& text) const {
  for (const auto& [placeholder, value] : secrets_) {
    for (std::size_t at = 0; !value.empty() && (at = text.find(value, at)) != std::string::npos;) {
      text.replace(at, value.size(), placeholder);
      at += placeholder.size();
    }
  }
}

base::Result<EncodedRequest> Backend::encode(const ChatRequest& request, bool trusted) const {
  struct Text {
    std::string text;
    static AfStatus write(void* context, AfStr bytes) {
      auto& self = *static_cast<Text*>(context);
      if (bytes.size > max_request_bytes - self.text.size()) return AF_RESOURCE;
      self.text += view(bytes);
      return AF_OK;
    }
  };
  Text path, body;
  const AfSink path_sink = {sizeof(AfSink), &path, Text::write};
  const AfSink body_sink = {sizeof(AfSink), &body, Text::write};
  EncodedRequest encoded;
  const auto add_header = [](void* context, AfStr name, AfStr value) {
    static_cast<EncodedRequest*>(context)->headers.emplace_back(view(name), view(value));
  };
  const AfHttpRequest http = {sizeof(AfHttpRequest), &path_sink, &body_sink, &encoded, add_header};
  const CallFrame call(log_, descriptor_.id);
  const RawRequest raw(request);
  const AfStatus status = codec_->request_encode(instance_, call.raw(), raw.raw(), &http);
  if (status != AF_OK) return call.error(status);
  // Secrets go into headers only: the body holds foreign text, which must not be able to ask for
  // one.
  std::erase_if(encoded.headers,
                [&](auto& header) { return fill_secrets(header.second) && !trusted; });
  for (const auto& [name, value] : encoded.headers) {
    if ((name + value).find_first_of("\r\n") != std::string::npos) {
      return Error{Code::plugin, descriptor_.id + ": a header with a line break",
                   AF_CAUSE_PLUGIN_CONTRACT};
    }
  }
  encoded.path = std::move(path.text);
  encoded.body = std::move(body.text);
  return encoded;
}

base::Result<std::unique_ptr<CodecResponse>> Backend::open_response() const {
  const CallFrame call(log_, descriptor_.id);
  void* response = nullptr;
  const AfStatus status = codec_->response_open(instance_, call.raw(), &response);
  if (status != AF_OK) return call.error(status);
  return std::unique_ptr<CodecResponse>(new CodecResponse(*this, response));
}

CodecResponse::~CodecResponse() { backend_.codec_->response_close(response_); }

bool CodecResponse::feed(std::string_view bytes) {
  const CallFrame call(backend_.log_, backend_.descriptor_.id);
  std::uint32_t complete = 0;
  const AfStatus status =
      backend_.codec_->response_feed(response_, call.raw(), str(bytes), &complete);
  if (status == AF_OK) return complete != 0;
  failure_ = failed(call.error(status));
  return true;
}

Completion CodecResponse::end(const ResponseHead& head) {
  if (failure_.cause != AF_CAUSE_NONE) return failure_;
  const AfHttpResponse raw = {
      sizeof(AfHttpResponse),     head.status,        head.transport, str(head.content_type),
      str(head.transport_detail), head.retry_after_ms};
  const CallFrame call(backend_.log_, backend_.descriptor_.id);
  std::optional<Completion> completion;
  const AfStatus status = backend_.codec_->response_end(
      response_, call.raw(), &raw, &completion,
      [](void* context, std::uint64_t, const AfCompletion* given) {
        *static_cast<std::optional<Completion>*>(context) = completion_from(*given);
      });
  if (status != AF_OK) return failed(call.error(status));
  if (!completion) {
    return failed(
        {Code::plugin, backend_.descriptor_.id + ": no completion", AF_CAUSE_PLUGIN_CONTRACT});
  }
  for (std::string* text : {&completion->text, &completion->reasoning, &completion->detail,
                            &completion->reported_model, &completion->request_id}) {
    backend_.hide_secrets(*text);
  }
  return std::move(*completion);
}

void Backend::submit(const ChatRequest& request, std::uint64_t ticket,
                     std::function<void(Completion)> done) const {
  using Callback = std::function<void(Completion)>;
  auto context = std::make_unique<Callback>(std::move(done));
  const CallFrame call(log_, descriptor_.id);
  const RawRequest raw(request);
  const auto deliver = [](void* holder, std::uint64_t, const AfCompletion* given) {
    const std::unique_ptr<Callback> callback(static_cast<Callback*>(holder));
    (*callback)(completion_from(*given));
  };
  Callback* borrowed = context.release();
  const AfStatus status =
      direct_->submit(instance_, call.raw(), raw.raw(), ticket, borrowed, deliver);
  if (status == AF_OK) return;
  const std::unique_ptr<Callback> refused(borrowed);
  (*refused)(failed(call.error(status)));
}

void Backend::cancel(std::uint64_t ticket) const { direct_->cancel(instance_, ticket); }

}  // namespace af::plugin
