/// YAML as a tree that remembers where everything stood. yaml-cpp reads the text; this tree adds
/// what it leaves out: rejection of duplicate keys, of anchors and aliases (a few lines can expand
/// to gigabytes), of several documents, and positions for every node.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace af::config {

/// 1-based position; 0 means unknown.
struct Mark {
  int line = 0, column = 0;
};

struct Entry;

struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  Mark mark;
  std::string scalar;
  bool quoted = false;  ///< a quoted scalar is text, whatever it looks like
  std::vector<Node> items;
  std::vector<Entry> entries;

  /// The value of a key, or null.
  [[nodiscard]] const Node* find(std::string_view key) const;
};

struct Entry {
  std::string key;
  Mark mark;
  Node value;
};

/// A text and its name, for messages that show the line.
struct Source {
  std::string name, text;
};

/// "name:line:column: message", the line itself and a caret under the column.
[[nodiscard]] std::string point_at(const Source& source, Mark mark, std::string_view message);

/// Fails with Code::usage and a pointed message.
[[nodiscard]] base::Result<Node> parse_yaml(const Source& source);

}  // namespace af::config
