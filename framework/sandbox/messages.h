/// What the host and a slot's supervisor say to each other, in frames (base/frames.h). One run at a
/// time: the supervisor answers each `run` with a `result` before it reads the next.
#pragma once

#include <optional>
#include <string>

#include "base/frames.h"
#include "sandbox/run.h"

namespace af::sandbox {

enum class Message : std::uint8_t {
  ready = 1,    ///< supervisor: text layers that are on
  refused = 2,  ///< supervisor: text why it cannot serve; it ends then
  run = 3,      ///< host: a job
  result = 4,   ///< supervisor: a Run
  unable = 5,  ///< supervisor, instead of a result: text what this machine lacks; not the program's
               ///< doing
};

struct Job {
  Program program;
  std::string input;
  Limits limits;
};

[[nodiscard]] std::string encode(const Job& job);
[[nodiscard]] std::string encode(const Run& run);
/// Nothing if the bytes are not whole and exact.
[[nodiscard]] std::optional<Job> decode_job(std::string_view bytes);
[[nodiscard]] std::optional<Run> decode_run(std::string_view bytes);

}  // namespace af::sandbox
