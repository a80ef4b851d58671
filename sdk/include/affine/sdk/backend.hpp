// SPDX-License-Identifier: MIT
/// Backends in C++: a codec (encodes requests, decodes responses; the host does HTTP) or a direct
/// backend (answers by itself).
///
/// A codec class has `Options`, `info()`, a constructor from Options,
/// `HttpRequest encode(const AfChatRequest&) const`, and a nested class `Response` with a
/// constructor from the codec, `bool feed(std::string_view bytes)` (true: the rest of the body does
/// not matter) and `Completion end(const AfHttpResponse&)`.
///
/// A direct class has `Options`, `info()`, a constructor from Options, and
/// `std::optional<Completion> answer(const AfChatRequest&) const`: nothing means that no reply ever
/// comes, until the host cancels.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "../abi/backend.h"
#include "options.hpp"
#include "plugin.hpp"
#include "roles.hpp"

namespace affine {

/// What a backend class answers from `info()`; see AfBackendDescriptor.
struct BackendInfo {
  std::string name, summary, license = "MIT";
  std::uint32_t flags = 0;  ///< AF_BACKEND_SIMULATION or 0
};

/// A POST request, as a codec encodes it; see AfHttpRequest.
struct HttpRequest {
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// How an exchange ended; see AfCompletion.
struct Completion {
  std::string text, reasoning, reported_model, request_id;
  AfFinish finish = AF_FINISH_STOP;
  AfCause cause = AF_CAUSE_NONE;
  std::string detail;
  std::uint64_t retry_after_ms = 0;
  std::uint64_t prompt_tokens = 0, completion_tokens = 0, reasoning_tokens = 0;
  std::uint64_t delay_ms = 0;
};

/// The text of a message: its text parts, joined.
[[nodiscard]] inline std::string text_of(const AfMessage& message) {
  std::string text;
  for (std::uint64_t i = 0; i < message.part_count; ++i) {
    if (message.parts[i]->kind == AF_PART_TEXT) text += view(message.parts[i]->text);
  }
  return text;
}

namespace detail {

/// Hands a completion to the host; it copies everything.
inline void deliver(const Completion& completion, std::uint64_t ticket, void* context,
                    AfComplete done) {
  const AfCompletion raw = {sizeof(AfCompletion),
                            str(completion.text),
                            str(completion.reasoning),
                            str(completion.reported_model),
                            str(completion.request_id),
                            completion.finish,
                            completion.cause,
                            str(completion.detail),
                            completion.retry_after_ms,
                            completion.prompt_tokens,
                            completion.completion_tokens,
                            completion.reasoning_tokens,
                            completion.delay_ms};
  done(context, ticket, &raw);
}

/// The C tables of one backend class.
template <class Backend>
class BackendTables {
 public:
  /// The factory; `id` must live as long as the process.
  static const AfBackendFactory* factory(std::string_view id) {
    static const Descriptor descriptor(id);
    static const AfBackendDescriptor* const list[] = {&descriptor.table};
    static const AfBackendFactory table = {
        sizeof(AfBackendFactory), 1, list, create, destroy, get_profile};
    return &table;
  }

 private:
  using Options = typename Backend::Options;
  static constexpr bool is_codec = requires { typename Backend::Response; };

  struct Descriptor {
    explicit Descriptor(std::string_view identifier)
        : id(identifier),
          info(Backend::info()),
          fields(Options::fields()),
          options(fields.table()) {
      table = {sizeof(AfBackendDescriptor),
               str(id),
               str(info.name),
               str(info.summary),
               str(info.license),
               info.flags,
               0,
               options.data(),
               options.size()};
    }
    std::string id;
    BackendInfo info;
    Fields<Options> fields;
    std::vector<const AfOption*> options;
    AfBackendDescriptor table{};
  };

  /// A backend and, for direct ones, the tickets that are waiting for a cancel.
  struct Instance {
    explicit Instance(Options options) : backend(std::move(options)) {}
    Backend backend;
    std::mutex mutex;
    std::unordered_map<std::uint64_t, std::pair<void*, AfComplete>> silent;
  };
  static Instance& self(void* instance) { return *static_cast<Instance*>(instance); }

  static AfStatus create(const AfCall* call, AfStr, const AfSetting* const* settings,
                         std::uint64_t count, void** instance) {
    return guarded(call,
                   [&] { *instance = new Instance(Options::fields().read(settings, count)); });
  }
  static void destroy(void* instance) { delete &self(instance); }

  template <class Codec>
  static const AfCodec* codec_table() {
    using Response = typename Codec::Response;
    static const AfCodec table = {
        sizeof(AfCodec),
        [](void* instance, const AfCall* call, const AfChatRequest* request,
           const AfHttpRequest* http) {
          return guarded(call, [&] {
            const HttpRequest encoded = self(instance).backend.encode(*request);
            write(http->path, encoded.path);
            for (const auto& [name, value] : encoded.headers) {
              http->header(http->context, str(name), str(value));
            }
            write(http->body, encoded.body);
          });
        },
        [](void* instance, const AfCall* call, void** response) {
          return guarded(call, [&] { *response = new Response(self(instance).backend); });
        },
        [](void* response, const AfCall* call, AfStr bytes, std::uint32_t* complete) {
          return guarded(call, [&] {
            *complete = static_cast<Response*>(response)->feed(view(bytes)) ? 1 : 0;
          });
        },
        [](void* response, const AfCall* call, const AfHttpResponse* http, void* context,
           AfComplete done) {
          return guarded(call, [&] {
            deliver(static_cast<Response*>(response)->end(*http), 0, context, done);
          });
        },
        [](void* response) { delete static_cast<Response*>(response); }};
    return &table;
  }

  static AfStatus submit(void* instance, const AfCall* call, const AfChatRequest* request,
                         std::uint64_t ticket, void* context, AfComplete done) {
    return guarded(call, [&] {
      if (const auto completion = self(instance).backend.answer(*request)) {
        deliver(*completion, ticket, context, done);
        return;
      }
      const std::lock_guard lock(self(instance).mutex);
      self(instance).silent.emplace(ticket, std::pair(context, done));
    });
  }
  static void cancel(void* instance, std::uint64_t ticket) {
    Instance& owner = self(instance);
    std::unique_lock lock(owner.mutex);
    const auto found = owner.silent.find(ticket);
    if (found == owner.silent.end()) return;
    const auto [context, done] = found->second;
    owner.silent.erase(found);
    lock.unlock();
    Completion completion;
    completion.cause = AF_CAUSE_OPERATOR_CANCELLED;
    deliver(completion, ticket, context, done);
  }

  static const void* get_profile(AfStr id) {
    if constexpr (is_codec) {
      if (view(id) == AF_BACKEND_CODEC) return codec_table<Backend>();
    } else {
      static const AfDirect direct = {sizeof(AfDirect), submit, cancel};
      if (view(id) == AF_BACKEND_DIRECT) return &direct;
    }
    return nullptr;
  }
};

}  // namespace detail
}  // namespace affine

/// Makes a class the one backend of this shared object.
#define AFFINE_BACKEND(id, Class)                                   \
  static const void* affine_get_factory(AfStr wanted) {             \
    if (affine::view(wanted) != AF_BACKEND_FACTORY) return nullptr; \
    return affine::detail::BackendTables<Class>::factory(id);       \
  }                                                                 \
  AFFINE_PLUGIN_ENTRY(AF_KIND_BACKEND, id, affine_get_factory)
