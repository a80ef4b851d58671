#include "config/check.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace af::config {
namespace {

using base::Json;

std::string article(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::integer:
      return "a whole number";
    case Kind::number:
      return "a number";
    case Kind::text:
      return "text";
    case Kind::texts:
      return "a list of texts";
    case Kind::numbers:
      return "names with numbers";
    case Kind::record:
      return "a section with keys";
    case Kind::record_list:
      return "a list of sections";
    case Kind::record_map:
      return "names with sections";
    case Kind::secret:
      return "the name of a setting, such as CHUTES_API_KEY";
    case Kind::opaque:
      return "a section with keys";
  }
  return {};
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a section";
    case Node::Kind::scalar:
      break;
  }
  return "'" + base::printable(base::shortened(node.scalar, 60)) + "'";
}

template <class Number>
bool read_number(const std::string& text, Number& out) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, out);
  return error == std::errc{} && rest == end && !text.empty();
}

bool setting_name(const std::string& text) {
  if (text.empty() || text[0] < 'A' || text[0] > 'Z') return false;
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
}

class Checker {
 public:
  Checker(const std::string& source_name, Checked& out) : source_name_(source_name), out_(out) {}

  Json record(const Node& node, const std::vector<Field>& fields, const std::string& path) {
    if (node.kind != Node::Kind::map && node.kind != Node::Kind::null) {
      return wrong(node, path, "expected " + article(Kind::record) + ", found " + describe(node));
    }
    for (const auto& entry : node.entries) reject_unknown(entry, fields, path);
    Json value = Json::object();
    for (const auto& field : fields) {
      const std::string name = path.empty() ? field.name : path + "." + field.name;
      const Node* given = node.find(field.name);
      if (given != nullptr && given->kind == Node::Kind::null) given = nullptr;
      if (given == nullptr && field.required) {
        wrong(node, path, "the key '" + field.name + "' is missing: " + field.help);
      } else if (field.kind == Kind::opaque) {
        if (given != nullptr && given->kind != Node::Kind::map) expected(*given, field, name);
      } else if (given == nullptr && field.kind == Kind::record) {
        value[field.name] = record({}, field.fields, name);
      } else if (given == nullptr) {
        value[field.name] = field.fallback;
        out_.origins[name] = "default";
      } else {
        value[field.name] = this->value(*given, field, name);
        if (field.kind != Kind::record) {
          out_.origins[name] = source_name_ + ":" + std::to_string(given->mark.line);
        }
      }
    }
    return value;
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

 private:
  Json wrong(const Node& node, const std::string& path, const std::string& message) {
    out_.problems.push_back({node.mark, (path.empty() ? "" : path + ": ") + message});
    return nullptr;
  }
  Json expected(const Node& node, const Field& field, const std::string& path) {
    return wrong(node, path, "expected " + article(field.kind) + ", found " + describe(node));
  }

  void reject_unknown(const Entry& entry, const std::vector<Field>& fields,
                      const std::string& path) {
    std::vector<std::string> names;
    for (const auto& field : fields) {
      if (field.name == entry.key) return;
      names.push_back(field.name);
    }
    std::string message =
        (path.empty() ? "" : path + ": ") + "unknown key '" + base::printable(entry.key) + "'";
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
    if (node.kind != Node::Kind::list) return expected(node, field, path);
    Json values = Json::array();
    Field item;
    item.kind = Kind::text;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::string name = path + "[" + std::to_string(i) + "]";
      values.push_back(field.kind == Kind::texts ? scalar(node.items[i], item, name)
                                                 : record(node.items[i], field.fields, name));
    }
    return values;
  }

  Json map(const Node& node, const Field& field, const std::string& path) {
    if (node.kind != Node::Kind::map) return expected(node, field, path);
    Json values = Json::object();
    Field item = field;
    item.kind = Kind::number;
    for (const auto& entry : node.entries) {
      const std::string name = path + "." + entry.key;
      values[entry.key] = field.kind == Kind::numbers ? scalar(entry.value, item, name)
                                                      : record(entry.value, field.fields, name);
    }
    return values;
  }

  Json scalar(const Node& node, const Field& field, const std::string& path) {
    if (node.kind != Node::Kind::scalar) return expected(node, field, path);
    const std::string& text = node.scalar;
    if (field.kind == Kind::boolean) {
      if (!node.quoted && text == "true") return true;
      if (!node.quoted && text == "false") return false;
      return expected(node, field, path);
    }
    if (field.kind == Kind::integer) {
      std::int64_t number = 0;
      if (node.quoted || !read_number(text, number)) return expected(node, field, path);
      return in_range(node, static_cast<double>(number), field, path) ? Json(number) : Json();
    }
    if (field.kind == Kind::number) {
      double number = 0;
      if (node.quoted || !read_number(text, number) || !std::isfinite(number)) {
        return expected(node, field, path);
      }
      return in_range(node, number, field, path) ? Json(number) : Json();
    }
    if (field.kind == Kind::secret) {
      // The text itself is not shown: somebody may have put the secret here.
      if (!setting_name(text)) {
        return wrong(
            node, path,
            "expected " + article(Kind::secret) +
                "; secrets are never written here: run `af set NAME VALUE` and give the name");
      }
      return text;
    }
    if (!field.choices.empty() &&
        std::find(field.choices.begin(), field.choices.end(), text) == field.choices.end()) {
      std::string message = "'" + base::printable(text) + "' is not one of:";
      for (const auto& choice : field.choices) message += " " + choice;
      return wrong(node, path, message);
    }
    return text;
  }

  bool in_range(const Node& node, double number, const Field& field, const std::string& path) {
    if (number >= field.minimum && number <= field.maximum) return true;
    std::string allowed = std::isfinite(field.minimum) ? base::plain(field.minimum) : "";
    allowed += std::isfinite(field.maximum) ? " to " + base::plain(field.maximum) : " or more";
    wrong(node, path, "'" + node.scalar + "' is out of range: allowed is " + allowed);
    return false;
  }

  const std::string& source_name_;
  Checked& out_;
};

}  // namespace

Checked check(const Node& node, const std::vector<Field>& fields, const std::string& source_name,
              const std::string& path) {
  Checked checked;
  checked.value = Checker(source_name, checked).record(node, fields, path);
  return checked;
}

Checked check_scalar(const std::string& text, const Field& field) {
  Checked checked;
  Node node;
  node.kind = Node::Kind::scalar;
  node.scalar = text;
  const std::string source;
  checked.value = Checker(source, checked).value(node, field, field.name);
  return checked;
}

base::Error to_error(const Source& source, const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) {
    if (!text.empty()) text += '\n';
    text += point_at(source, problem.mark, problem.message);
  }
  return {base::Code::usage, text, AF_CAUSE_CONFIG};
}

}  // namespace af::config
