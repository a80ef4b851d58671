// SPDX-License-Identifier: MIT
/// Field tables of structs: one table generates the schema, the checks, the help and the parser.
///
///     struct StoreConfig {
///       std::string file = "affine.db";
///       static base::Fields<StoreConfig> fields() {
///         base::Fields<StoreConfig> fields;
///         fields.add("file", &StoreConfig::file, {.help = "The database's file."});
///         return fields;
///       }
///     };
///
/// Defaults are the member initialisers of the struct and stand nowhere else. Member types: bool,
/// std::int64_t, double, std::string, a vector of what a string converts to, a struct with a static
/// fields() of its own, and a vector of such structs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/field.h"
#include "base/result.h"

namespace af::base {

/// What is said of a field besides its name, type and default. See `Field` for each member.
struct About {
  std::string help{};
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices{};
  bool required = false;
  bool unique = false;
  bool may_hold_secret = false;
  FieldCheck check{};
};

/// The table of a struct's fields. Tables are made once and only read afterwards, from any thread.
template <class Record>
class Fields {
 public:
  /// Stores a section's value of this field in the record; `section` is the whole section.
  using Store = std::function<void(Record& record, const Json& section)>;

  /// A member that is parsed as its type demands.
  template <class Member>
  Fields& add(std::string name, Member Record::*member, About about) {
    Field field = described(std::move(name), Record{}.*member, std::move(about));
    auto store = [member, key = field.name](Record& record, const Json& section) {
      assign(record.*member, section.at(key));
    };
    return add(std::move(field), std::move(store));
  }

  /// A member that is written as one of a few names, such as an enumeration.
  template <class Member>
  Fields& choice(std::string name, Member Record::*member,
                 std::vector<std::pair<std::string, Member>> values, About about) {
    Field field = described(std::move(name), std::string(), std::move(about));
    for (const auto& [text, value] : values) {
      field.choices.push_back(text);
      if (value == Record{}.*member) field.fallback = text;
    }
    auto store = [member, values, key = field.name](Record& record, const Json& section) {
      for (const auto& [text, value] : values) {
        if (section.at(key) == text) record.*member = value;
      }
    };
    return add(std::move(field), std::move(store));
  }

  /// A text that decides which further fields the section has. Their values go to `rest`, a JSON
  /// object by their names.
  Fields& cases(std::string name, std::string Record::*member, Json Record::*rest,
                std::map<std::string, std::vector<Field>> cases, About about) {
    Field field = described(std::move(name), Record{}.*member, std::move(about));
    for (const auto& [choice, further] : cases) field.choices.push_back(choice);
    field.cases = cases;
    auto store = [member, rest, cases = std::move(cases), key = field.name](Record& record,
                                                                            const Json& section) {
      record.*member = section.at(key).template get<std::string>();
      record.*rest = Json::object();
      for (const auto& further : cases.at(record.*member)) {
        (record.*rest)[further.name] = section.at(further.name);
      }
    };
    return add(std::move(field), std::move(store));
  }

  /// A field that is only described: its value is read from the YAML later.
  Fields& opaque(std::string name, std::string help) {
    return add({.name = std::move(name), .kind = FieldKind::opaque, .help = std::move(help)},
               [](Record&, const Json&) {});
  }

  /// A field that is neither of these: `store` reads its value from the section.
  Fields& add(Field field, Store store) {
    table_.push_back(std::move(field));
    stores_.push_back(std::move(store));
    return *this;
  }

  /// The table, in the order in which the fields were added.
  [[nodiscard]] const std::vector<Field>& table() const noexcept { return table_; }

  /// A record from a section: each value that is there and not null, the member's initialiser for
  /// the others. Throws nlohmann's type_error where a value has not the type of its field, which a
  /// check has ruled out before; see `parse_fields` for values that nothing has checked.
  [[nodiscard]] Record read(const Json& section) const {
    Record record{};
    for (std::size_t i = 0; i < table_.size(); ++i) {
      const auto found = section.find(table_[i].name);
      if (found != section.end() && !found->is_null()) stores_[i](record, section);
    }
    return record;
  }

 private:
  template <class Value>
  static Field described(std::string name, const Value& value, About about) {
    Field field;
    field.name = std::move(name);
    field.help = std::move(about.help);
    field.required = about.required;
    field.minimum = about.minimum;
    field.maximum = about.maximum;
    field.choices = std::move(about.choices);
    field.unique = about.unique;
    field.may_hold_secret = about.may_hold_secret;
    field.check = std::move(about.check);
    describe(field, value);
    if (about.required) field.fallback = nullptr;
    return field;
  }

  template <class Value>
  static void describe(Field& field, const Value& value) {
    if constexpr (std::is_same_v<Value, bool>) {
      field.kind = FieldKind::boolean;
      field.fallback = value;
    } else if constexpr (std::is_same_v<Value, std::int64_t>) {
      field.kind = FieldKind::integer;
      field.fallback = value;
    } else if constexpr (std::is_same_v<Value, double>) {
      field.kind = FieldKind::number;
      field.fallback = value;
    } else if constexpr (std::is_same_v<Value, std::string>) {
      field.kind = FieldKind::text;
      field.fallback = value;
    } else {
      field.kind = FieldKind::record;
      field.fields = Value::fields().table();
    }
  }
  template <class Item>
  static void describe(Field& field, const std::vector<Item>&) {
    field.fallback = Json::array();
    if constexpr (std::is_convertible_v<std::string, Item>) {
      field.kind = FieldKind::texts;
    } else {
      field.kind = FieldKind::record_list;
      field.fields = Item::fields().table();
    }
  }

  template <class Value>
  static void assign(Value& out, const Json& json) {
    if constexpr (std::is_class_v<Value> && !std::is_same_v<Value, std::string>) {
      out = Value::fields().read(json);
    } else {
      out = json.get<Value>();
    }
  }
  template <class Item>
  static void assign(std::vector<Item>& out, const Json& json) {
    out.clear();
    for (const auto& item : json) {
      if constexpr (std::is_convertible_v<std::string, Item>) {
        out.emplace_back(item.get<std::string>());
      } else {
        out.push_back(Item::fields().read(item));
      }
    }
  }

  std::vector<Field> table_;
  std::vector<Store> stores_;
};

/// A record from values that nothing has checked, such as those of a stored record: each field must
/// be there and have its type. Limits are not checked. Fails with Code::failed.
template <class Record>
[[nodiscard]] Result<Record> parse_fields(const Json& section) {
  const Fields<Record> fields = Record::fields();
  try {
    for (const auto& field : fields.table()) static_cast<void>(section.at(field.name));
    return fields.read(section);
  } catch (const Json::exception& error) {
    return Error{Code::failed, error.what()};
  }
}

}  // namespace af::base
