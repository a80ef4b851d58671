// SPDX-License-Identifier: MIT
#include "plugin/boundary/services.h"

#include <affine/abi/sandbox.h>
#include <affine/sdk/call.hpp>
#include <affine/sdk/random.hpp>
#include <chrono>

#include "base/extract.h"
#include "plugin/boundary/call_frame.h"

namespace af::plugin {
namespace {

using affine::str;
using affine::view;

AfStatus random_words(const std::uint8_t* seed, AfStr label, std::uint64_t first,
                      std::uint64_t count, std::uint64_t* out) {
  constexpr std::uint64_t words_per_block = 8;
  if (first + count > (std::uint64_t{1} << 35)) return AF_INVALID_ARGUMENT;
  std::array<std::uint32_t, 8> key{};
  for (std::size_t i = 0; i < key.size(); ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      key[i] |= static_cast<std::uint32_t>(seed[4 * i + j]) << (8 * j);
    }
  }
  const std::uint64_t nonce = affine::fnv1a(view(label));
  for (std::uint64_t i = first; i < first + count; ++i) {
    const auto block =
        affine::chacha20_block(key, static_cast<std::uint32_t>(i / words_per_block), nonce);
    *out++ = block[i % words_per_block];
  }
  return AF_OK;
}

AfStr strip_reasoning(AfStr reply) { return str(base::strip_reasoning(view(reply))); }

std::uint32_t give(const std::optional<std::string_view>& found, AfStr* content) {
  if (!found) return 0;
  *content = str(*found);
  return 1;
}
std::uint32_t last_block(AfStr text, AfStr tag, AfStr* content) {
  return give(base::last_block(view(text), view(tag)), content);
}
std::uint32_t last_fence(AfStr text, AfStr language, AfStr* content) {
  return give(base::last_fence(view(text), view(language)), content);
}

AfStatus refuse(const AfCall* call, AfStatus status, AfCause cause, std::string_view why) {
  call->fail(call, cause, str(""), str(why));
  return status;
}

void deliver(const std::vector<sandbox::Run>& runs, void* context,
             void (*take)(void* context, std::uint64_t index, const AfRunResult* result)) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const sandbox::Run& run = runs[i];
    const AfRunResult result = {sizeof(AfRunResult), static_cast<AfRunVerdict>(run.verdict),
                                run.exit_status,     str(run.output),
                                str(run.errors),     str(run.detail),
                                run.cpu_us,          run.peak_bytes};
    take(context, i, &result);
  }
}

AfStatus sandbox_run(const AfCall* call, const AfProgram* program, const AfRunLimits* limits,
                     const AfRunInput* const* inputs, std::uint64_t count, void* context,
                     void (*take)(void* context, std::uint64_t index, const AfRunResult* result)) {
  ProgramRuns* const runs = static_cast<const CallFrame*>(call->context)->runs();
  if (runs == nullptr) {
    return refuse(call, AF_UNSUPPORTED, AF_CAUSE_PLUGIN_CONTRACT,
                  "no programs can be run from this call");
  }
  ProgramRequest request;
  request.program.language = view(program->language);
  request.program.source = view(program->source);
  request.limits.cpu_ms = limits->cpu_ms;
  request.limits.memory_bytes = limits->memory_bytes;
  request.limits.output_bytes = limits->output_bytes;
  for (std::uint64_t i = 0; i < count; ++i) {
    request.inputs.emplace_back(view(inputs[i]->standard_input));
  }
  if (const auto checked = check_request(request); !checked) {
    return refuse(call, AF_INVALID_ARGUMENT, AF_CAUSE_PLUGIN_CONTRACT, checked.error().message);
  }
  const auto found = runs->done.find(key_of(request));
  if (found != runs->done.end() && found->second.size() == count) {
    deliver(found->second, context, take);
    return AF_OK;
  }
  runs->wanted = std::move(request);
  return AF_PENDING;
}

const void* get_service(AfStr id) {
  static constexpr AfRandom random = {sizeof(AfRandom), random_words};
  static constexpr AfClock clock = {sizeof(AfClock), monotonic_ns};
  static constexpr AfText text = {sizeof(AfText), strip_reasoning, last_block, last_fence};
  static constexpr AfSandbox sandbox = {sizeof(AfSandbox), sandbox_run};
  const std::string_view wanted = view(id);
  if (wanted == AF_SERVICE_RANDOM) return &random;
  if (wanted == AF_SERVICE_CLOCK) return &clock;
  if (wanted == AF_SERVICE_TEXT) return &text;
  if (wanted == AF_SERVICE_SANDBOX) return &sandbox;
  return nullptr;
}

}  // namespace

const AfHost& host_services() noexcept {
  static constexpr AfHost host = {sizeof(AfHost), get_service};
  return host;
}

std::uint64_t monotonic_ns() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

}  // namespace af::plugin
