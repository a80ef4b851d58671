// SPDX-License-Identifier: MIT
#include "plugin/boundary/option_tree.h"

#include <affine/sdk/call.hpp>
#include <cmath>

#include "config/check.h"

namespace af::plugin {
namespace {

using affine::str;
using affine::view;
using base::Json;
using config::Field;
using config::Kind;

constexpr std::pair<AfOptionKind, Kind> kinds[] = {
    {AF_OPTION_BOOLEAN, Kind::boolean},    {AF_OPTION_INTEGER, Kind::integer},
    {AF_OPTION_NUMBER, Kind::number},      {AF_OPTION_TEXT, Kind::text},
    {AF_OPTION_TEXTS, Kind::texts},        {AF_OPTION_NUMBERS, Kind::numbers},
    {AF_OPTION_RECORDS, Kind::record_map}, {AF_OPTION_SECRET, Kind::secret}};

Json default_of(const Field& field, std::string_view text) {
  if (field.kind == Kind::texts) return Json::array();
  if (field.kind == Kind::numbers || field.kind == Kind::record_map) return Json::object();
  if (field.kind == Kind::secret) return nullptr;
  Field unchecked = field;
  unchecked.choices.clear();
  return config::check_scalar(std::string(text), unchecked).value;
}

}  // namespace

base::Result<std::vector<Field>> read_options(const AfOption* const* options, std::uint64_t count) {
  std::vector<Field> fields;
  for (std::uint64_t i = 0; i < count; ++i) {
    const AfOption& option = *options[i];
    Field field;
    field.name = view(option.name);
    field.help = view(option.help);
    field.required = option.required != 0;
    field.minimum = option.minimum;
    field.maximum = option.maximum;
    bool known = false;
    for (const auto& [theirs, ours] : kinds) {
      if (theirs == option.kind) field.kind = ours, known = true;
    }
    if (!known || field.name.empty()) {
      return base::Error{base::Code::plugin, "the plugin's option table is broken",
                         AF_CAUSE_PLUGIN_CONTRACT};
    }
    for (std::uint64_t c = 0; c < option.choice_count; ++c) {
      field.choices.emplace_back(view(option.choices[c]->value));
    }
    if (option.kind == AF_OPTION_RECORDS) {
      auto nested = read_options(option.fields, option.field_count);
      if (!nested) return nested.error();
      field.fields = std::move(*nested);
    }
    if (!field.required) field.fallback = default_of(field, view(option.default_value));
    fields.push_back(std::move(field));
  }
  return fields;
}

Json to_json(const std::vector<Field>& fields) {
  Json list = Json::array();
  for (const auto& field : fields) {
    Json item = {{"name", field.name},
                 {"kind", static_cast<int>(field.kind)},
                 {"help", field.help},
                 {"fallback", field.fallback},
                 {"required", field.required},
                 {"choices", field.choices},
                 {"fields", to_json(field.fields)}};
    if (std::isfinite(field.minimum)) item["minimum"] = field.minimum;
    if (std::isfinite(field.maximum)) item["maximum"] = field.maximum;
    list.push_back(std::move(item));
  }
  return list;
}

std::vector<Field> fields_from_json(const Json& json) {
  std::vector<Field> fields;
  for (const auto& item : json) {
    Field field;
    field.name = item.at("name");
    field.kind = static_cast<Kind>(item.at("kind").get<int>());
    field.help = item.at("help");
    field.fallback = item.at("fallback");
    field.required = item.at("required");
    field.choices = item.at("choices").get<std::vector<std::string>>();
    field.fields = fields_from_json(item.at("fields"));
    if (item.contains("minimum")) field.minimum = item.at("minimum");
    if (item.contains("maximum")) field.maximum = item.at("maximum");
    fields.push_back(std::move(field));
  }
  return fields;
}

OptionTree::OptionTree(const Json& values, const std::vector<Field>& fields)
    : root_(record(values, fields)) {}

const OptionTree::Settings* OptionTree::record(const Json& values,
                                               const std::vector<Field>& fields) {
  Settings settings;
  for (const auto& field : fields) {
    const auto found = values.find(field.name);
    if (found == values.end() || found->is_null()) continue;
    settings.push_back(setting(field.name, value(*found, field)));
  }
  return &records_.emplace_back(std::move(settings));
}

const OptionTree::Settings* OptionTree::members(const Json& object, const Field& field) {
  Settings settings;
  Field number;
  number.kind = Kind::number;
  for (const auto& [name, member] : object.items()) {
    if (field.kind == Kind::numbers) {
      settings.push_back(setting(name, value(member, number)));
      continue;
    }
    const Settings* nested = record(member, field.fields);
    AfValue& whole = values_.emplace_back();
    whole.size = sizeof(AfValue);
    whole.kind = AF_OPTION_RECORDS;
    whole.members = nested->data();
    whole.member_count = nested->size();
    settings.push_back(setting(name, &whole));
  }
  return &records_.emplace_back(std::move(settings));
}

const AfValue* OptionTree::value(const Json& json, const Field& field) {
  AfValue& value = values_.emplace_back();
  value.size = sizeof(AfValue);
  for (const auto& [theirs, ours] : kinds) {
    if (ours == field.kind) value.kind = theirs;
  }
  if (json.is_boolean()) value.boolean = json.get<bool>() ? 1 : 0;
  if (json.is_number_integer()) value.integer = json.get<std::int64_t>();
  if (json.is_number()) value.number = json.get<double>();
  if (json.is_string()) value.text = keep(json.get<std::string>());
  if (json.is_array()) {
    std::vector<AfStr> texts;
    for (const auto& item : json) texts.push_back(keep(item.get<std::string>()));
    lists_.push_back(std::move(texts));
    value.texts = lists_.back().data();
    value.text_count = lists_.back().size();
  }
  if (json.is_object()) {
    const Settings* inner = members(json, field);
    value.members = inner->data();
    value.member_count = inner->size();
  }
  return &value;
}

const AfSetting* OptionTree::setting(const std::string& name, const AfValue* value) {
  return &settings_.emplace_back(AfSetting{sizeof(AfSetting), keep(name), value});
}

AfStr OptionTree::keep(std::string text) {
  texts_.push_back(std::move(text));
  return str(texts_.back());
}

}  // namespace af::plugin
