// SPDX-License-Identifier: MIT
/// What every call into a plugin may use: deadline, cancellation, log, host services. And how a
/// plugin's C++ code fails: by throwing `Failure`; nothing is thrown across the boundary.
#pragma once

#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "../abi/call.h"
#include "../abi/host.h"
#include "../abi/sandbox.h"

namespace affine {

/// The bytes of `text`, borrowed.
[[nodiscard]] inline std::string_view view(AfStr text) noexcept {
  return text.data == nullptr ? std::string_view{}
                              : std::string_view(text.data, static_cast<std::size_t>(text.size));
}
/// `text`, borrowed, as it crosses the boundary.
[[nodiscard]] inline AfStr str(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

/// Why a call could not be done. Give a `cause` where the status alone leaves open who is to blame.
/// An empty text leaves the reason that was recorded last.
class Failure : public std::runtime_error {
 public:
  /// `text` is for people; `code` is the status that the call returns.
  explicit Failure(const std::string& text, AfStatus code = AF_INTERNAL,
                   AfCause why = AF_CAUSE_NONE, std::string option = {})
      : std::runtime_error(text), status(code), cause(why), path(std::move(option)) {}
  AfStatus status;
  AfCause cause;
  std::string path;  ///< the option at fault, for AF_INVALID_CONFIG
};

/// How one run of an untrusted program ended, and what it wrote.
struct ProgramRun {
  AfRunVerdict verdict = AF_RUN_REJECTED;
  int exit_status = -1;
  std::string output, errors, detail;
  std::uint64_t cpu_us = 0, peak_bytes = 0;
};

/// Limits of one run; see AfRunLimits for the highest.
struct ProgramLimits {
  std::uint64_t cpu_ms = 5'000, memory_bytes = 256u << 20, output_bytes = 64u << 10;
};

/// What a call into the plugin may use. Borrowed for the duration of that call; belongs to its
/// thread.
class Call {
 public:
  /// `raw` must outlive this object.
  explicit Call(const AfCall* raw) noexcept : raw_(raw) {}

  /// The C struct, for services that this class does not wrap.
  [[nodiscard]] const AfCall* raw() const noexcept { return raw_; }
  /// Throws when the host wants the call to end. Poll at least every 10 ms of work.
  void check_cancelled() const {
    if (raw_->cancelled(raw_) != 0) throw Failure("cancelled by the host", AF_CANCELLED);
  }
  /// Writes one line to the host's log. Never put answers or secrets in it.
  void log(AfLogLevel level, std::string_view text) const { raw_->log(raw_, level, str(text)); }

  /// The service table with this id; throws AF_UNSUPPORTED when the host has none.
  template <class Service>
  [[nodiscard]] const Service& service(std::string_view id) const {
    const void* table = raw_->host == nullptr ? nullptr : raw_->host->get_service(str(id));
    if (table == nullptr) {
      throw Failure("the host offers no service " + std::string(id), AF_UNSUPPORTED);
    }
    return *static_cast<const Service*>(table);
  }

  /// The reply after its reasoning; see AfText.
  [[nodiscard]] std::string_view strip_reasoning(std::string_view reply) const {
    return view(service<AfText>(AF_SERVICE_TEXT).strip_reasoning(str(reply)));
  }
  /// Runs a program in the host's sandbox, once for each input; results in the order of the inputs.
  /// Where they are not there yet this throws, and the host makes the whole call again: see
  /// AfSandbox. So what stands before it must be cheap and must not depend on chance.
  [[nodiscard]] std::vector<ProgramRun> run(std::string_view language, std::string_view source,
                                            const std::vector<std::string>& inputs,
                                            const ProgramLimits& limits = {}) const {
    const AfProgram program = {sizeof(AfProgram), str(language), str(source)};
    const AfRunLimits raw = {sizeof(AfRunLimits), limits.cpu_ms, limits.memory_bytes,
                             limits.output_bytes};
    std::vector<AfRunInput> raw_inputs;
    raw_inputs.reserve(inputs.size());
    for (const auto& input : inputs) raw_inputs.push_back({sizeof(AfRunInput), str(input)});
    std::vector<const AfRunInput*> list;
    list.reserve(raw_inputs.size());
    for (const auto& input : raw_inputs) list.push_back(&input);
    std::vector<ProgramRun> runs(inputs.size());
    const auto take = [](void* context, std::uint64_t index, const AfRunResult* result) {
      (*static_cast<std::vector<ProgramRun>*>(context))[index] = {result->verdict,
                                                                  result->exit_status,
                                                                  std::string(view(result->output)),
                                                                  std::string(view(result->errors)),
                                                                  std::string(view(result->detail)),
                                                                  result->cpu_us,
                                                                  result->peak_bytes};
    };
    const AfStatus status = service<AfSandbox>(AF_SERVICE_SANDBOX)
                                .run(raw_, &program, &raw, list.data(), list.size(), &runs, take);
    if (status != AF_OK) throw Failure("", status);  // the host has recorded the reason
    return runs;
  }

  /// The last complete <tag>…</tag> block of the reply after its reasoning.
  [[nodiscard]] std::optional<std::string_view> last_block(std::string_view reply,
                                                           std::string_view tag) const {
    const auto& text = service<AfText>(AF_SERVICE_TEXT);
    AfStr content{};
    if (text.last_block(text.strip_reasoning(str(reply)), str(tag), &content) == 0) return {};
    return view(content);
  }
  /// The content of the last complete fenced block of the reply after its reasoning, whose info
  /// string begins with `language` (empty: any); with the line break before the closing fence, and
  /// nothing trimmed.
  [[nodiscard]] std::optional<std::string_view> last_fence(std::string_view reply,
                                                           std::string_view language) const {
    const auto& text = service<AfText>(AF_SERVICE_TEXT);
    AfStr content{};
    if (text.last_fence(text.strip_reasoning(str(reply)), str(language), &content) == 0) return {};
    return view(content);
  }

 private:
  const AfCall* raw_;
};

namespace detail {

/// Runs `body` and turns whatever it throws into a status and a recorded reason.
template <class Body>
AfStatus guarded(const AfCall* call, Body&& body) noexcept {
  const auto report = [call](AfStatus status, AfCause cause, std::string_view path,
                             std::string_view text) {
    if (call != nullptr && call->fail != nullptr) call->fail(call, cause, str(path), str(text));
    return status;
  };
  try {
    body();
    return AF_OK;
  } catch (const Failure& failure) {
    if (*failure.what() == '\0') return failure.status;
    return report(failure.status, failure.cause, failure.path, failure.what());
  } catch (const std::bad_alloc&) {
    return report(AF_RESOURCE, AF_CAUSE_PLUGIN_MEMORY, "", "out of memory");
  } catch (const std::exception& error) {
    return report(AF_INTERNAL, AF_CAUSE_NONE, "", error.what());
  } catch (...) {
    return report(AF_INTERNAL, AF_CAUSE_NONE, "", "an exception of an unknown type");
  }
}

/// Writes all of `text` to a host sink.
inline void write(const AfSink* sink, std::string_view text) {
  if (sink == nullptr) return;
  if (const AfStatus status = sink->write(sink->context, str(text)); status != AF_OK) {
    throw Failure("the host takes no more output (size cap)", status);
  }
}

}  // namespace detail
}  // namespace affine
