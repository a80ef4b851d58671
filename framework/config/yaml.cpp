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

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

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
      throw Reject{mark_of(mark), "tags are not supported: a value that begins with ! is quoted"};
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
        throw Reject{node.mark, "the key '" + shown(node.scalar) + "' is given twice"};
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

constexpr std::size_t longest_shown = 60;
constexpr std::string_view ends_of_shown = " \t\r\n:=";

/// What is shown before the key or value at a position: indentation, list dashes and, of a value,
/// its key.
std::string before_token(std::string_view left) {
  if (left.find_first_of("'\"") != std::string_view::npos) return "… ";
  const std::size_t separator = left.find_last_of("{[,");
  if (separator != std::string_view::npos) {
    left.remove_prefix(std::min(left.find_first_not_of(" \t", separator + 1), left.size()));
  }
  const std::size_t begin = std::min(left.find_first_not_of(" \t-"), left.size());
  std::string indentation(left.substr(0, begin));
  std::replace(indentation.begin(), indentation.end(), '\t', ' ');
  const std::string_view key = left.substr(begin);
  return (separator == std::string_view::npos ? "" : "… ") + indentation +
         (key.empty() ? "" : shown(key.substr(0, key.find(':'))) + ": ");
}

/// The key with its colon, or the value, that begins a text. Of maps and lists nothing is shown.
std::string token_of(std::string_view text) {
  if (text.starts_with("{") || text.starts_with("[")) return std::string(1, text[0]) + "…";
  const bool quoted = text.starts_with("'") || text.starts_with("\"");
  const std::size_t end = quoted ? text.find(text[0], 1) : text.find_first_of(",}]#");
  std::size_t cut = std::min(end, text.find_first_of(ends_of_shown));
  if (cut < text.size() && (text[cut] == ':' || quoted)) ++cut;
  return base::shortened(text.substr(0, cut), longest_shown) +
         (cut < base::trimmed(text).size() ? " …" : "");
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const auto& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string shown(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of(ends_of_shown), text.size());
  const std::string begin = base::printable(base::shortened(text.substr(0, end), longest_shown));
  return end < text.size() ? begin + "…" : begin;
}

std::string located(const Source& source, Mark mark, std::string_view message) {
  std::string place = source.name;
  if (mark.line > 0) place += ":" + std::to_string(mark.line) + ":" + std::to_string(mark.column);
  return place + ": " + std::string(message);
}

std::string point_at(const Source& source, Mark mark, std::string_view message, bool hidden) {
  std::string text = located(source, mark, message);
  const auto lines = base::split(source.text, '\n');
  if (mark.line <= 0 || static_cast<std::size_t>(mark.line) > lines.size()) return text;
  std::string_view line = lines[static_cast<std::size_t>(mark.line) - 1];
  // yaml-cpp does not count it.
  if (mark.line == 1 && line.starts_with(byte_order_mark))
    line.remove_prefix(byte_order_mark.size());
  const std::size_t at = static_cast<std::size_t>(mark.column) - 1;
  if (at > line.size()) return text;
  const std::string before = before_token(line.substr(0, at));
  const std::string token = hidden ? "…" : token_of(line.substr(at));
  return text + "\n  " + before + base::printable(token) + "\n  " +
         std::string(base::columns(before), ' ') + "^";
}

base::Result<Node> parse_yaml(const Source& source) {
  const auto fail = [&](Mark mark, const std::string& message) {
    // Without the line: what breaks YAML is often a secret that was not quoted.
    return base::Error{base::Code::usage, located(source, mark, message), AF_CAUSE_CONFIG};
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
    // Behind a colon yaml-cpp quotes the file.
    return fail(mark_of(error.mark), error.msg.substr(0, error.msg.find(':')));
  } catch (const Reject& reject) {
    return fail(reject.mark, reject.message);
  }
}

}  // namespace af::config
