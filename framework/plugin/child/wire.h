// SPDX-License-Identifier: MIT
/// The protocol between the host and a plugin's child process, in frames (base/frames.h). Both ends
/// are the same build of `af`, so it has no versions.
///
/// The child answers every call with op `result` and the call's id, in the order of the calls.
#pragma once

#include <cstdint>
#include <vector>

#include "base/frames.h"
#include "base/result.h"
#include "plugin/boundary/program_runs.h"
#include "plugin/types.h"

namespace af::plugin {

/// Operations and their payloads; "->" leads to the payload of the answer.
enum class Op : std::uint8_t {
  load = 1,        // text path, text options (JSON; empty: only describe) -> text descriptor (JSON)
  make = 2,        // u64 deadline ms, runs, u32 level, 32 bytes seed -> task
  open = 3,        // u64 deadline ms, runs, u64 episode, task, replies -> turn
  step = 4,        // u64 deadline ms, u64 episode, reply -> turn
  end = 5,         // u64 deadline ms, runs, u64 episode, task, replies, u32 why -> turn
  close = 6,       // u64 episode -> nothing
  references = 7,  // u64 deadline ms, runs, task, replies, 32 bytes seed -> references
  // u8 1 and the value; u8 0 and an error; or u8 2 and a program request: the call is to be made
  // again with its runs, and the child has dropped the episode
  result = 100,
};

/// Writes payloads.
class Writer : public base::ByteWriter {
 public:
  void seed(const base::Seed& value);              ///< 32 bytes.
  void task(const Task& value);                    ///< Both parts and the family.
  void reply(const Reply& value);                  ///< A reply.
  void replies(const std::vector<Reply>& values);  ///< Their number, then each.
  void turn(const Turn& value);                    ///< Messages or a verdict.
  void references(const References& value);        ///< Reference replies.
  void error(const base::Error& value);            ///< Code, cause and message.
  void request(const ProgramRequest& value);       ///< A program request.
  void runs(const ProgramRuns& value);             ///< Results of program runs.
};

/// Reads what Writer wrote, from foreign bytes. Anything may come out of them: see contract.h. An
/// error's unknown cause reads as AF_CAUSE_PLUGIN_CONTRACT.
class WireReader : public base::ByteReader {
 public:
  using ByteReader::ByteReader;
  [[nodiscard]] base::Seed seed();             ///< 32 bytes.
  [[nodiscard]] Task task();                   ///< Both parts and the family.
  [[nodiscard]] Reply reply();                 ///< A reply.
  [[nodiscard]] std::vector<Reply> replies();  ///< Their number, then each.
  [[nodiscard]] Turn turn();                   ///< Messages or a verdict.
  [[nodiscard]] References references();       ///< Reference replies.
  [[nodiscard]] base::Error error();           ///< Code, cause and message.
  [[nodiscard]] ProgramRequest request();      ///< A program request.
  [[nodiscard]] ProgramRuns runs();            ///< Results of program runs.

 private:
  [[nodiscard]] NamedReplies named_replies();
};

}  // namespace af::plugin
