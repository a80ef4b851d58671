// SPDX-License-Identifier: MIT
#include "config/check.h"

#include <set>

#include "base/text.h"
#include "config/values.h"

namespace af::config {
namespace {

using base::Json;
/// The fields that a section has, those of cases included.
using FieldList = std::vector<const Field*>;

std::string joined(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

Node scalar_node(const std::string& text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.scalar = text;
  return node;
}

class Checker {
 public:
  Checker(const std::string& source_name, const Overrides& overrides, Checked& out)
      : source_name_(source_name), overrides_(overrides), out_(out) {}

  Json record(const Node& node, const std::vector<Field>& fields, const std::string& path) {
    if (node.kind != Node::Kind::map && node.kind != Node::Kind::null) {
      return problem(node, path, type_mismatch(node, Kind::record), true);
    }
    const FieldList present = fields_of(node, fields, path);
    for (const auto& entry : node.entries) reject_unknown(entry, present, path);
    Json value = Json::object();
    for (const auto* field : present) {
      const std::string name = joined(path, field->name);
      const Node* given = node.find(field->name);
      if (given != nullptr && given->kind == Node::Kind::null) given = nullptr;
      if (const auto found = overrides_.find(name); found != overrides_.end()) {
        const auto& [text, origin] = found->second;
        value[field->name] = checked(scalar_node(text), *field, origin + ": " + name);
        out_.origins[name] = origin;
      } else if (given == nullptr && field->required) {
        // What stands after an empty section may be anything.
        problem(node, path, "the key '" + field->name + "' is missing: " + field->help,
                node.kind == Node::Kind::null);
      } else if (field->kind == Kind::opaque) {
        if (given != nullptr && given->kind != Node::Kind::map) {
          problem(*given, name, type_mismatch(*given, field->kind), is_hidden(*field));
        }
      } else if (given == nullptr && field->kind == Kind::record) {
        value[field->name] = record({}, field->fields, name);
      } else if (given == nullptr) {
        value[field->name] = field->fallback;
        out_.origins[name] = "default";
      } else {
        value[field->name] = checked(*given, *field, name);
        if (field->kind != Kind::record) {
          out_.origins[name] = source_name_ + ":" + std::to_string(given->mark.line);
        }
      }
    }
    return value;
  }

  /// A value that has its field's type and, if no problem was found in it, meets its condition.
  Json checked(const Node& node, const Field& field, const std::string& path) {
    const std::size_t problems = out_.problems.size();
    Json value = this->value(node, field, path);
    if (field.check && out_.problems.size() == problems) {
      if (const auto wrong = field.check(value)) problem(node, path, *wrong, is_hidden(field));
    }
    return value;
  }

 private:
  Json problem(const Node& node, const std::string& path, const std::string& message,
               bool hidden = false) {
    out_.problems.push_back({node.mark, (path.empty() ? "" : path + ": ") + message, hidden});
    return nullptr;
  }

  static bool is_hidden(const Field& field) {
    return field.kind == Kind::secret || field.kind == Kind::opaque || field.may_hold_secret;
  }

  /// The section's own fields, and for each field with cases those of the value that it has.
  FieldList fields_of(const Node& node, const std::vector<Field>& fields, const std::string& path) {
    FieldList present;
    for (const auto& field : fields) {
      present.push_back(&field);
      if (field.cases.empty()) continue;
      const auto found = overrides_.find(joined(path, field.name));
      const Node* given = node.find(field.name);
      auto chosen = field.cases.end();
      if (found != overrides_.end()) {
        chosen = field.cases.find(found->second.text);
      } else if (given != nullptr) {
        chosen = field.cases.find(given->scalar);
      }
      // A wrong value is a problem of its own; the default's fields keep it from causing others.
      if (chosen == field.cases.end()) chosen = field.cases.find(field.fallback);
      if (chosen == field.cases.end()) continue;
      for (const auto& further : chosen->second) present.push_back(&further);
    }
    return present;
  }

  Json value(const Node& node, const Field& field, const std::string& path) {
    switch (field.kind) {
      case Kind::record:
        return record(node, field.fields, path);
      case Kind::texts:
      case Kind::record_list:
        return list(node, field, path);
      case Kind::numbers:
      case Kind::record_map:
        return map(node, field, path);
      default:
        return scalar(node, field, path);
    }
  }

  void reject_unknown(const Entry& entry, const FieldList& fields, const std::string& path) {
    std::vector<std::string> names;
    for (const auto* field : fields) {
      if (field->name == entry.key) return;
      names.push_back(field->name);
    }
    std::string message =
        (path.empty() ? "" : path + ": ") + "unknown key '" + shown(entry.key) + "'";
    const std::string near = base::nearest(entry.key, names);
    if (!near.empty()) {
      message += "; did you mean '" + near + "'?";
    } else {
      message += "; known keys:";
      for (const auto& name : names) message += " " + name;
    }
    out_.problems.push_back({entry.mark, message});
  }

  Json list(const Node& node, const Field& field, const std::string& path) {
    if (node.kind != Node::Kind::list)
      return problem(node, path, type_mismatch(node, field.kind), true);
    Json values = Json::array();
    const Field item{.kind = Kind::text, .choices = field.choices};
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::string name = path + "[" + std::to_string(i) + "]";
      values.push_back(field.kind == Kind::texts ? scalar(node.items[i], item, name)
                                                 : record(node.items[i], field.fields, name));
    }
    for (const auto& unique : field.fields) {
      if (unique.unique) reject_repeated(node, values, unique.name, path);
    }
    return values;
  }

  void reject_repeated(const Node& list, const Json& values, const std::string& key,
                       const std::string& path) {
    std::set<Json> seen;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto value = values[i].find(key);
      if (value == values[i].end() || value->is_null() || seen.insert(*value).second) continue;
      const Node* given = list.items[i].find(key);
      const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
      problem(given == nullptr ? list.items[i] : *given,
              path + "[" + std::to_string(i) + "]." + key, "'" + shown(text) + "' is used twice");
    }
  }

  Json map(const Node& node, const Field& field, const std::string& path) {
    if (node.kind != Node::Kind::map)
      return problem(node, path, type_mismatch(node, field.kind), true);
    Json values = Json::object();
    const Field item{.kind = Kind::number, .minimum = field.minimum, .maximum = field.maximum};
    for (const auto& entry : node.entries) {
      const std::string name = path + "." + shown(entry.key);
      values[entry.key] = field.kind == Kind::numbers ? scalar(entry.value, item, name)
                                                      : record(entry.value, field.fields, name);
    }
    return values;
  }

  Json scalar(const Node& node, const Field& field, const std::string& path) {
    auto read = read_scalar(node, field);
    return read ? *std::move(read) : problem(node, path, read.error().message, is_hidden(field));
  }

  const std::string& source_name_;
  const Overrides& overrides_;
  Checked& out_;
};

}  // namespace

Checked check(const Node& node, const std::vector<Field>& fields, const std::string& source_name,
              const std::string& path, const Overrides& overrides) {
  Checked checked;
  checked.value = Checker(source_name, overrides, checked).record(node, fields, path);
  return checked;
}

Checked check_scalar(const std::string& text, const Field& field) {
  Checked checked;
  const std::string source;
  const Overrides none;
  checked.value = Checker(source, none, checked).checked(scalar_node(text), field, field.name);
  return checked;
}

base::Error to_error(const Source& source, const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) {
    if (!text.empty()) text += '\n';
    text += point_at(source, problem.mark, problem.message, problem.hidden);
  }
  return {base::Code::usage, text, AF_CAUSE_CONFIG};
}

}  // namespace af::config
