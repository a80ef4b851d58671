// SPDX-License-Identifier: MIT
/// Chat requests and completions between the host's values and the ABI's structs.
#pragma once

#include <affine/abi/backend.h>

#include <optional>
#include <string>
#include <vector>

#include "plugin/types.h"

namespace af::plugin {

/// What a simulated backend may know about the task.
struct Simulation {
  std::string environment;
  base::Seed seed{};
  std::uint32_t turn = 0, attempt = 0;  ///< from 0
  std::string solution;                 ///< empty: the environment has none
  std::vector<std::string> mutants;
};

/// One request to a model; see AfChatRequest.
struct ChatRequest {
  std::string model;
  std::vector<Message> messages;
  std::uint64_t max_tokens = 0, seed = 0;
  double temperature = 0, top_p = 1;
  std::optional<Simulation> simulation;
};

/// How an exchange ended; see AfCompletion.
struct Completion {
  std::string text, reasoning, reported_model, request_id, detail;
  AfFinish finish = AF_FINISH_STOP;
  base::Cause cause = AF_CAUSE_NONE;  ///< NONE: a whole reply
  std::uint64_t retry_after_ms = 0, delay_ms = 0;
  std::uint64_t prompt_tokens = 0, completion_tokens = 0, reasoning_tokens = 0;
};

/// The C structs of a request, which borrow its texts: valid as long as the request.
class RawRequest {
 public:
  /// Borrows the request.
  explicit RawRequest(const ChatRequest& request);
  RawRequest(const RawRequest&) = delete;
  RawRequest& operator=(const RawRequest&) = delete;
  /// Valid as long as this object and the request.
  [[nodiscard]] const AfChatRequest* raw() const noexcept { return &raw_; }

 private:
  void add_simulation(const Simulation& simulation);

  std::vector<AfPart> parts_;
  std::vector<const AfPart*> part_list_;
  std::vector<AfMessage> messages_;
  std::vector<const AfMessage*> message_list_;
  AfReply solution_{};
  std::vector<AfReply> mutants_;
  std::vector<const AfReply*> mutant_list_;
  AfSimulation simulation_{};
  AfChatRequest raw_{};
};

/// A plugin's completion with its texts as UTF-8 and at reasonable lengths. A cause that this host
/// does not know becomes AF_CAUSE_PLUGIN_CONTRACT.
[[nodiscard]] Completion completion_from(const AfCompletion& raw);

}  // namespace af::plugin
