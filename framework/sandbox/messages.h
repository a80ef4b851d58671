// SPDX-License-Identifier: MIT
/// The messages between the host and a slot's supervisor, in frames (base/frames.h). One run at a
/// time: the supervisor answers each `run` with a `result` or `unable` before it reads the next.
#pragma once

#include <optional>
#include <string>

#include "base/frames.h"
#include "sandbox/run.h"

namespace af::sandbox {

/// Operation codes; the comment names the sender and the payload.
enum class Message : std::uint8_t {
  ready = 1,    ///< supervisor: the layers that are on, as text
  refused = 2,  ///< supervisor: why it cannot serve, as text; it ends afterwards
  run = 3,      ///< host: a Job
  result = 4,   ///< supervisor: a Run
  unable = 5,   ///< supervisor: why this machine cannot run it, whatever the program, as text
};

/// One run of one program.
struct Job {
  Program program;
  std::string input;
  RunLimits limits;
};

/// The payloads of `run` and `result`.
[[nodiscard]] std::string encode(const Job& job);
/// A run as bytes for another process of this program.
[[nodiscard]] std::string encode(const Run& run);
/// Reads them. Nothing if a byte is missing or left over, or a value is out of range.
[[nodiscard]] std::optional<Job> decode_job(std::string_view bytes);
/// Reads what encode wrote; nothing when the bytes are something else.
[[nodiscard]] std::optional<Run> decode_run(std::string_view bytes);

}  // namespace af::sandbox
