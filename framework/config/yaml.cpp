// SPDX-License-Identifier: MIT
#include "config/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"

namespace af::config {
namespace {

constexpr std::size_t max_depth = 32;

Mark mark_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// Thrown while building; parse_yaml turns it into an Error.
struct Reject {
  Mark mark;
  std::string message;
};

/// Builds the tree from yaml-cpp's events.
class Builder : public YAML::EventHandler {
 public:
  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check(mark, anchor);
    add({Node::Kind::null, mark_of(mark), {}, false, {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Reject{mark_of(mark), "anchors and aliases are not supported: write the value out"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, anchor);
    // yaml-cpp gives "!" for quoted scalars and "?" for plain ones.
    if (tag != "!" && tag != "?" && !tag.empty()) {
      throw Reject{mark_of(mark), "tags such as " + tag + " are not supported"};
    }
    const bool quoted = tag == "!";
    const bool null = !quoted && (value.empty() || value == "~" || value == "null");
    add({null ? Node::Kind::null : Node::Kind::scalar, mark_of(mark), value, quoted, {}, {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check(mark, anchor);
    open({Node::Kind::list, mark_of(mark), {}, false, {}, {}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check(mark, anchor);
    open({Node::Kind::map, mark_of(mark), {}, false, {}, {}});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Node node;
    bool has_key = false;
    std::string key;
    Mark key_mark;
  };

  static void check(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) {
      throw Reject{mark_of(mark), "anchors and aliases are not supported: write the value out"};
    }
  }

  void open(Node node) {
    if (levels_.size() >= max_depth) throw Reject{node.mark, "nested too deeply"};
    levels_.push_back({std::move(node), false, {}, {}});
  }
  void close() {
    Node node = std::move(levels_.back().node);
    levels_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == Node::Kind::list) {
      level.node.items.push_back(std::move(node));
    } else if (!level.has_key) {
      if (node.kind != Node::Kind::scalar) throw Reject{node.mark, "a key must be plain text"};
      if (level.node.find(node.scalar) != nullptr) {
        throw Reject{node.mark, "the key '" + base::printable(node.scalar) + "' is given twice"};
      }
      level.has_key = true;
      level.key = node.scalar;
      level.key_mark = node.mark;
    } else {
      level.has_key = false;
      level.node.entries.push_back({std::move(level.key), level.key_mark, std::move(node)});
    }
  }

  Node root_;
  std::vector<Level> levels_;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const auto& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string point_at(const Source& source, Mark mark, std::string_view message, int hidden_from) {
  if (mark.line <= 0) return source.name + ": " + std::string(message);
  std::string text = source.name + ":" + std::to_string(mark.line) + ":" +
                     std::to_string(mark.column) + ": " + std::string(message);
  const auto lines = base::split(source.text, '\n');
  if (static_cast<std::size_t>(mark.line) > lines.size()) return text;
  constexpr std::size_t longest = 160;
  std::string line = lines[static_cast<std::size_t>(mark.line) - 1];
  std::replace(line.begin(), line.end(), '\t', ' ');  // one column each, as they are counted
  if (hidden_from > 0 && static_cast<std::size_t>(hidden_from) <= line.size()) {
    line = line.substr(0, static_cast<std::size_t>(hidden_from) - 1) + "…";
  }
  if (line.size() > longest) return text;
  text += "\n  " + base::printable(line) + "\n  ";
  text += std::string(static_cast<std::size_t>(std::max(mark.column - 1, 0)), ' ') + "^";
  return text;
}

base::Result<Node> parse_yaml(const Source& source) {
  const auto fail = [&](Mark mark, const std::string& message) {
    return base::Error{base::Code::usage, point_at(source, mark, message), AF_CAUSE_CONFIG};
  };
  if (source.text.size() > max_source_bytes) return fail({}, "the file is larger than 4 MiB");
  if (!base::is_utf8(source.text)) return fail({}, "the file is not valid UTF-8");
  if (source.text.find('\0') != std::string::npos) return fail({}, "the file holds a zero byte");
  try {
    std::istringstream stream(source.text);
    YAML::Parser parser(stream);
    Builder builder;
    parser.HandleNextDocument(builder);
    Builder second;
    if (parser.HandleNextDocument(second)) return fail({}, "more than one YAML document");
    return builder.take();
  } catch (const YAML::Exception& error) {
    return fail(mark_of(error.mark), error.msg);
  } catch (const Reject& reject) {
    return fail(reject.mark, reject.message);
  }
}

}  // namespace af::config
