// SPDX-License-Identifier: MIT
#include "plugin/boundary/call_frame.h"

#include <affine/sdk/call.hpp>

#include "base/text.h"
#include "plugin/boundary/contract.h"
#include "plugin/boundary/services.h"

namespace af::plugin {
namespace {

constexpr std::size_t max_text_bytes = 2000;

spdlog::level::level_enum level_of(AfLogLevel level) {
  switch (level) {
    case AF_LOG_TRACE:
      return spdlog::level::trace;
    case AF_LOG_DEBUG:
      return spdlog::level::debug;
    case AF_LOG_INFO:
      return spdlog::level::info;
    case AF_LOG_WARN:
      return spdlog::level::warn;
    default:
      return spdlog::level::err;
  }
}

}  // namespace

CallFrame::CallFrame(base::Log log, std::string who, std::uint64_t deadline_ns, ProgramRuns* runs)
    : call_{sizeof(AfCall), this, &host_services(), deadline_ns, nullptr, nullptr, nullptr},
      log_(std::move(log)),
      runs_(runs),
      who_(std::move(who)) {
  call_.cancelled = [](const AfCall* call) -> std::uint32_t {
    return call->deadline_ns != 0 && monotonic_ns() > call->deadline_ns ? 1 : 0;
  };
  call_.fail = [](const AfCall* call, AfCause cause, AfStr path, AfStr text) {
    auto& frame = *static_cast<CallFrame*>(call->context);
    frame.cause_ = cause;
    frame.path_ = base::shortened(base::printable(affine::view(path)), max_text_bytes);
    frame.text_ = base::shortened(base::printable(affine::view(text)), max_text_bytes);
  };
  call_.log = [](const AfCall* call, AfLogLevel level, AfStr text) {
    const auto& frame = *static_cast<CallFrame*>(call->context);
    frame.log_->log(level_of(level), "{}: {}", frame.who_,
                    base::shortened(base::printable(affine::view(text)), max_text_bytes));
  };
}

base::Error CallFrame::error(AfStatus status) const {
  if (!may_fail_with(cause_)) {
    return {base::Code::plugin, who_ + ": " + unknown_cause(cause_), AF_CAUSE_PLUGIN_CONTRACT};
  }
  const base::Cause cause = base::known_or(cause_, cause_of(status));
  const auto code = status == AF_INVALID_CONFIG ? base::Code::usage : base::Code::plugin;
  const std::string why = text_.empty() ? "failed with status " + std::to_string(status) : text_;
  return {code, who_ + ": " + why, cause};
}

base::Cause cause_of(AfStatus status) noexcept {
  switch (status) {
    case AF_SANDBOX_UNAVAILABLE:
      return AF_CAUSE_SANDBOX_UNAVAILABLE;
    case AF_INVALID_CONFIG:
      return AF_CAUSE_CONFIG;
    case AF_CANCELLED:
    case AF_DEADLINE:
      return AF_CAUSE_PLUGIN_DEADLINE;
    case AF_RESOURCE:
      return AF_CAUSE_PLUGIN_MEMORY;
    case AF_INTERNAL:
      return AF_CAUSE_PLUGIN_CRASH;
    default:
      return AF_CAUSE_PLUGIN_CONTRACT;
  }
}

}  // namespace af::plugin
