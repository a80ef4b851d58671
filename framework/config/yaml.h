// SPDX-License-Identifier: MIT
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

/// One value of the tree, with what is below it.
struct Node {
  /// The value's form; `null` also for an empty value.
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  Mark mark;                   ///< where the value begins
  std::string scalar;          ///< of a scalar: its text
  bool quoted = false;         ///< of a scalar: it is text, even if it looks like a number
  std::vector<Node> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map, in the order of the file; no key occurs twice

  /// The value of a key, or null.
  [[nodiscard]] const Node* find(std::string_view key) const;
};

/// One key of a map and its value.
struct Entry {
  std::string key;
  Mark mark;  ///< where the key begins
  Node value;
};

/// Largest configuration that is read: 4 MiB.
constexpr std::size_t max_source_bytes = 4UL * 1024 * 1024;

/// A text and its name, for messages that show the line.
struct Source {
  std::string name;  ///< a file's path, or what takes its place in messages
  std::string text;  ///< YAML
};

/// "name:line:column: message"; "name: message" where the position is unknown.
[[nodiscard]] std::string located(const Source& source, Mark mark, std::string_view message);

/// A key or a value as messages show it: up to its first blank, colon or equals sign, since in
/// "{api_key:SECRET}" all of it is the key, and at most 60 bytes; "…" stands for the rest.
[[nodiscard]] std::string shown(std::string_view text);

/// The same as `located`, and below it the key or the value at the position with a caret under it.
/// Of the rest of the line only indentation, list dashes and the value's key are shown: anything
/// else there may be a secret. With `hidden` the value itself is not shown either.
[[nodiscard]] std::string point_at(const Source& source, Mark mark, std::string_view message,
                                   bool hidden = false);

/// Reads one YAML document. Fails with Code::usage and the position of what is wrong.
[[nodiscard]] base::Result<Node> parse_yaml(const Source& source);

}  // namespace af::config
