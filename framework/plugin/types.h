/// Host-side values of the plugin boundary: what the C structs say, owned.
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

struct Level {
  std::string name, summary;
};

struct EnvironmentDescriptor {
  std::string id, name, summary, licence;
  std::uint32_t generator_version = 0, max_turns = 0;
  std::vector<Level> levels;
  std::vector<config::Field> options;
  bool has_solve = false, has_baselines = false;  ///< both are needed to bear weight
};

struct BackendDescriptor {
  std::string id, name, summary, licence;
  bool simulation = false, codec = false;
  std::vector<config::Field> options;
};

struct Task {
  std::string public_part, private_part;
  friend bool operator==(const Task&, const Task&) = default;
};

/// Digest of a task's bytes, both parts.
[[nodiscard]] inline base::Digest digest(const Task& task) {
  return base::hash({"af/task-bytes/1", task.public_part, task.private_part});
}

struct Message {
  AfRole role = AF_ROLE_USER;
  std::string text;
  friend bool operator==(const Message&, const Message&) = default;
};

struct Reply {
  std::string text;
  AfFinish finish = AF_FINISH_STOP;
  std::uint64_t prompt_tokens = 0, completion_tokens = 0;
};

struct Verdict {
  bool scored = false;
  double score = 0;  ///< in [0,1]; meaningless unless scored
  AfExtraction extraction = AF_EXTRACTION_NOT_APPLICABLE;
  base::Cause cause = AF_CAUSE_NONE;
  std::string evidence;
  std::map<std::string, double> metrics;
};

/// Where an episode stands: messages for the model, or a verdict.
struct Turn {
  std::vector<Message> messages;
  std::optional<Verdict> verdict;
};

using NamedReplies = std::vector<std::pair<std::string, std::string>>;

/// Reference replies for an episode as it stands.
struct References {
  std::string solution;
  NamedReplies baselines, mutants;
  std::string canonical;
};

}  // namespace af::plugin
