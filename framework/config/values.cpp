// SPDX-License-Identifier: MIT
#include "config/values.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "base/text.h"
#include "config/settings.h"

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
    case Kind::opaque:
      return "a section with keys";
    case Kind::record_list:
      return "a list of sections";
    case Kind::record_map:
      return "names with sections";
    case Kind::secret:
      return "the name of a setting, such as CHUTES_API_KEY";
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
  return "'" + shown(node.scalar) + "'";
}

base::Error wrong(std::string message) {
  return {base::Code::usage, std::move(message), AF_CAUSE_CONFIG};
}

template <class Number>
base::Result<Json> read_number(const Node& node, const Field& field) {
  const auto number = base::parse_number<Number>(node.scalar);
  if (node.quoted || !number || !std::isfinite(static_cast<double>(*number))) {
    return wrong(type_mismatch(node, field.kind));
  }
  const auto value = static_cast<double>(*number);
  if (value >= field.minimum && value <= field.maximum) return Json(*number);
  std::string allowed = std::isfinite(field.minimum) ? base::plain(field.minimum) : "";
  allowed += std::isfinite(field.maximum) ? " to " + base::plain(field.maximum) : " or more";
  return wrong("'" + node.scalar + "' is out of range: allowed is " + allowed);
}

base::Result<Json> read_choice(const std::string& text, const Field& field) {
  const auto& choices = field.choices;
  if (choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end()) {
    return Json(text);
  }
  std::string message = "'" + shown(text) + "' is not one of:";
  for (const auto& choice : choices) message += " " + choice;
  const std::string near = base::nearest(text, choices);
  if (!near.empty()) message += "; did you mean '" + near + "'?";
  return wrong(std::move(message));
}

}  // namespace

std::string type_mismatch(const Node& node, Kind kind) {
  // What stands where a section, a list or a secret should is not shown: it may be a secret.
  const bool may_show =
      kind == Kind::boolean || kind == Kind::integer || kind == Kind::number || kind == Kind::text;
  return "expected " + article(kind) + ", found " +
         (node.kind == Node::Kind::scalar && !may_show ? "a single value" : describe(node));
}

base::Result<Json> read_scalar(const Node& node, const Field& field) {
  if (node.kind != Node::Kind::scalar) return wrong(type_mismatch(node, field.kind));
  switch (field.kind) {
    case Kind::boolean:
      if (!node.quoted && node.scalar == "true") return Json(true);
      if (!node.quoted && node.scalar == "false") return Json(false);
      return wrong(type_mismatch(node, field.kind));
    case Kind::integer:
      return read_number<std::int64_t>(node, field);
    case Kind::number:
      return read_number<double>(node, field);
    case Kind::secret:
      if (is_setting_name(node.scalar)) return Json(node.scalar);
      // Without the text: somebody may have put the secret here.
      return wrong("expected " + article(Kind::secret) +
                   "; secrets are never written here: run `af set NAME VALUE` and give the name");
    default:
      return read_choice(node.scalar, field);
  }
}

}  // namespace af::config
