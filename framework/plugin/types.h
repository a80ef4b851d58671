// SPDX-License-Identifier: MIT
/// Host-side values of the plugin boundary: the contents of the C structs, owned.
#pragma once

#include <affine/abi/backend.h>
#include <affine/abi/environment.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/cause.h"
#include "base/hash.h"
#include "config/schema.h"

namespace af::plugin {

/// A published bundle of difficulty.
struct Level {
  std::string name, summary;
};

/// An environment plugin's description of itself; see AfEnvironmentDescriptor.
struct EnvironmentDescriptor {
  std::string id, name, summary, license;
  std::uint32_t generator_version = 0, max_turns = 0;
  std::vector<Level> levels;
  std::vector<config::Field> options;
  bool has_solve = false, has_baselines = false;  ///< both are needed to bear weight
};

/// A backend plugin's description of itself; see AfBackendDescriptor.
struct BackendDescriptor {
  std::string id, name, summary, license;
  bool simulation = false;  ///< invents replies
  bool codec = false;       ///< the host does its HTTP
  std::vector<config::Field> options;
};

/// A task of an environment. Its family groups tasks in reports and is no part of its identity.
struct Task {
  std::string public_part, private_part, family;
  friend bool operator==(const Task&, const Task&) = default;
};

/// Digest of a task's bytes, both parts.
[[nodiscard]] inline base::Digest digest(const Task& task) {
  return base::hash({"af/task-bytes/1", task.public_part, task.private_part});
}

/// One message of a conversation; its text is UTF-8.
struct Message {
  AfRole role = AF_ROLE_USER;
  std::string text;
  friend bool operator==(const Message&, const Message&) = default;
};

/// One reply of a model.
struct Reply {
  std::string text;
  AfFinish finish = AF_FINISH_STOP;
  std::uint64_t prompt_tokens = 0, completion_tokens = 0;
};

/// An environment's judgement of an episode.
struct Verdict {
  bool scored = false;
  double score = 0;  ///< in [0,1]; meaningless unless scored
  AfExtraction extraction = AF_EXTRACTION_NOT_APPLICABLE;
  base::Cause cause = AF_CAUSE_NONE;
  std::string evidence;  ///< for people; at most 4 KiB
  std::map<std::string, double> metrics;
};

/// The state of an episode: messages for the model, or a verdict.
struct Turn {
  std::vector<Message> messages;
  std::optional<Verdict> verdict;
};

/// Replies by name, in the plugin's order.
using NamedReplies = std::vector<std::pair<std::string, std::string>>;

/// Reference replies for an episode in its present state; what the plugin does not offer is empty.
struct References {
  std::string solution;
  NamedReplies baselines, mutants;
  std::string canonical;
};

}  // namespace af::plugin
