// SPDX-License-Identifier: MIT
#include "config/schema.h"

#include <cmath>

#include "base/text.h"

namespace af::config {
namespace {

using base::Json;

Json number_schema(const Field& field, const char* type) {
  Json schema = {{"type", type}};
  if (std::isfinite(field.minimum)) schema["minimum"] = field.minimum;
  if (std::isfinite(field.maximum)) schema["maximum"] = field.maximum;
  return schema;
}

Json field_schema(const Field& field) {
  Json schema;
  switch (field.kind) {
    case Kind::boolean:
      schema = {{"type", "boolean"}};
      break;
    case Kind::integer:
      schema = number_schema(field, "integer");
      break;
    case Kind::number:
      schema = number_schema(field, "number");
      break;
    case Kind::text:
      schema = {{"type", "string"}};
      if (!field.choices.empty()) schema["enum"] = field.choices;
      break;
    case Kind::texts:
      schema = {{"type", "array"}, {"items", {{"type", "string"}}}};
      if (!field.choices.empty()) schema["items"]["enum"] = field.choices;
      break;
    case Kind::numbers:
      schema = {{"type", "object"}, {"additionalProperties", number_schema(field, "number")}};
      break;
    case Kind::record:
      schema = json_schema(field.fields);
      break;
    case Kind::record_list:
      schema = {{"type", "array"}, {"items", json_schema(field.fields)}};
      break;
    case Kind::record_map:
      schema = {{"type", "object"}, {"additionalProperties", json_schema(field.fields)}};
      break;
    case Kind::secret:
      schema = {{"type", "string"}, {"pattern", "^[A-Z][A-Z0-9_]*$"}};
      break;
    case Kind::opaque:
      schema = {{"type", "object"}};
      break;
  }
  if (!field.help.empty()) schema["description"] = field.help;
  if (!field.fallback.is_null()) schema["default"] = field.fallback;
  return schema;
}

std::string kind_name(const Field& field) {
  switch (field.kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::integer:
      return "whole number";
    case Kind::number:
      return "number";
    case Kind::text:
      return "text";
    case Kind::texts:
      return "list of texts";
    case Kind::numbers:
      return "names with numbers";
    case Kind::record:
      return "section";
    case Kind::record_list:
      return "list of sections";
    case Kind::record_map:
      return "names with sections";
    case Kind::secret:
      return "name of a setting";
    case Kind::opaque:
      return "the plugin's options";
  }
  return {};
}

std::string limits(const Field& field) {
  if (!field.choices.empty()) {
    std::string text;
    for (const auto& choice : field.choices) text += (text.empty() ? "`" : ", `") + choice + "`";
    return text;
  }
  using base::plain;
  if (std::isfinite(field.minimum) && std::isfinite(field.maximum)) {
    return plain(field.minimum) + " … " + plain(field.maximum);
  }
  if (std::isfinite(field.minimum)) return "≥ " + plain(field.minimum);
  if (std::isfinite(field.maximum)) return "≤ " + plain(field.maximum);
  return {};
}

bool is_section(const Field& field) {
  return field.kind == Kind::record || field.kind == Kind::record_list ||
         field.kind == Kind::record_map;
}

/// Adds the fields that a section has only with one value of `field`.
void add_cases(Json& schema, const Field& field) {
  if (field.cases.size() == 1) {
    for (const auto& further : field.cases.begin()->second) {
      schema["properties"][further.name] = field_schema(further);
    }
    return;
  }
  for (const auto& [choice, further] : field.cases) {
    // A condition on a property holds where the property is missing: right for the default only.
    Json condition = {{"properties", {{field.name, {{"const", choice}}}}}};
    if (field.fallback != choice) condition["required"] = {field.name};
    Json properties = Json::object();
    for (const auto& one : further) properties[one.name] = field_schema(one);
    schema["allOf"].push_back(
        {{"if", std::move(condition)}, {"then", {{"properties", std::move(properties)}}}});
  }
  if (!field.cases.empty()) {
    // `additionalProperties` does not count those of `allOf`.
    schema.erase("additionalProperties");
    schema["unevaluatedProperties"] = false;
  }
}

std::string row(const Field& field, const std::string& prefix, const std::string& help) {
  const bool none = is_section(field) || field.fallback.is_null();
  const std::string fallback = none ? "–" : "`" + base::dump(field.fallback) + "`";
  return "| `" + prefix + field.name + "` | " + kind_name(field) + " | " +
         (field.required && !is_section(field) ? "required" : fallback) + " | " + limits(field) +
         " | " + help + " |\n";
}

}  // namespace

Json json_schema(const std::vector<Field>& fields) {
  Json schema = {{"type", "object"}, {"additionalProperties", false}};
  schema["properties"] = Json::object();
  for (const auto& field : fields) {
    schema["properties"][field.name] = field_schema(field);
    if (field.required) schema["required"].push_back(field.name);
  }
  for (const auto& field : fields) add_cases(schema, field);
  return schema;
}

std::string reference_page(const std::vector<Field>& fields, const std::string& prefix) {
  std::string page, sections;
  page += "| key | type | default | allowed | meaning |\n|---|---|---|---|---|\n";
  for (const auto& field : fields) {
    page += row(field, prefix, field.help);
    for (const auto& [choice, further] : field.cases) {
      const std::string only =
          field.cases.size() == 1 ? std::string() : "With `" + field.name + ": " + choice + "`: ";
      for (const auto& one : further) page += row(one, prefix, only + one.help);
    }
    if (!is_section(field)) continue;
    const std::string inner = prefix + field.name +
                              (field.kind == Kind::record        ? "."
                               : field.kind == Kind::record_list ? "[]."
                                                                 : ".NAME.");
    sections += "\n### `" + prefix + field.name + "`\n\n" + field.help + "\n\n" +
                reference_page(field.fields, inner);
  }
  return page + sections;
}

}  // namespace af::config
