// SPDX-License-Identifier: MIT
/// Options: one table generates the schema, the checks, the help and the parser.
///
///     struct Options { std::int64_t terms = 3; };
///     static affine::Fields<Options> fields() {
///       affine::Fields<Options> fields;
///       fields.add("terms", &Options::terms, {.help = "Numbers in a task.", .minimum = 2});
///       return fields;
///     }
///
/// Defaults are the member initialisers of the record. Member types: bool, std::int64_t, double,
/// std::string, Secret, std::vector<std::string>, std::map<std::string, double>, and
/// std::map<std::string, Record> where Record has a static fields() of its own.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "../abi/option.h"
#include "call.hpp"

namespace affine {

namespace detail {

/// The addresses of the elements; valid as long as `items` is neither changed nor moved from.
template <class T>
[[nodiscard]] std::vector<const T*> pointers_to(const std::vector<T>& items) {
  std::vector<const T*> pointers;
  pointers.reserve(items.size());
  for (const T& item : items) pointers.push_back(&item);
  return pointers;
}

}  // namespace detail

/// A secret by reference. The plugin only ever holds a placeholder that the host replaces on
/// sending; empty when the setting is not given.
struct Secret {
  std::string placeholder;
};

/// The description of a field besides its name, type and default.
struct About {
  std::string help{};  ///< one sentence
  /// Inclusive bounds of an integer, a number, or each value of a mapping to numbers.
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices{};  ///< the texts that are allowed; empty: any
  bool required = false;               ///< a configuration must give it: no default
};

/// The option table of a record type: descriptions for the host, and a reader of its settings.
/// Copies share the table. Build it on one thread; reading is thread-safe.
template <class Record>
class Fields {
 public:
  /// Adds an option that is kept in `member`; its default is the member's initialiser.
  template <class Member>
  Fields& add(std::string name, Member Record::*member, About about) {
    auto& entry = entries_->emplace_back();
    entry.name = std::move(name);
    entry.about = std::move(about);
    for (const auto& choice : entry.about.choices) {
      entry.choices.push_back({sizeof(AfChoice), str(choice)});
    }
    entry.choice_list = detail::pointers_to(entry.choices);
    AfOption& option = entry.option;
    option = {};
    option.size = sizeof(AfOption);
    option.name = str(entry.name);
    option.help = str(entry.about.help);
    option.required = entry.about.required ? 1 : 0;
    option.minimum = entry.about.minimum;
    option.maximum = entry.about.maximum;
    option.choices = entry.choice_list.data();
    option.choice_count = entry.choice_list.size();
    describe(entry, Record{}.*member);
    option.default_value = str(entry.default_text);
    entry.set = [member](Record& record, const AfValue& value) { assign(record.*member, value); };
    return *this;
  }

  /// The table for a descriptor; valid as long as a copy of this object lives.
  [[nodiscard]] std::vector<const AfOption*> table() const {
    std::vector<const AfOption*> options;
    for (const auto& entry : *entries_) options.push_back(&entry.option);
    return options;
  }

  /// A record from checked settings.
  [[nodiscard]] Record read(const AfSetting* const* settings, std::uint64_t count) const {
    Record record{};
    for (std::uint64_t i = 0; i < count; ++i) {
      for (const auto& entry : *entries_) {
        if (view(settings[i]->name) == entry.name) entry.set(record, *settings[i]->value);
      }
    }
    return record;
  }

 private:
  struct Entry {
    std::string name, default_text;
    About about;
    std::vector<AfChoice> choices;
    std::vector<const AfChoice*> choice_list;
    std::shared_ptr<void> keep_alive;  // owns what `nested` points at
    std::vector<const AfOption*> nested;
    AfOption option{};
    std::function<void(Record&, const AfValue&)> set;
  };

  static void describe(Entry& entry, bool value) {
    entry.option.kind = AF_OPTION_BOOLEAN;
    entry.default_text = value ? "true" : "false";
  }
  static void describe(Entry& entry, std::int64_t value) {
    entry.option.kind = AF_OPTION_INTEGER;
    entry.default_text = std::to_string(value);
  }
  static void describe(Entry& entry, double value) {
    entry.option.kind = AF_OPTION_NUMBER;
    entry.default_text = std::to_string(value);
  }
  static void describe(Entry& entry, const std::string& value) {
    entry.option.kind = AF_OPTION_TEXT;
    entry.default_text = value;
  }
  static void describe(Entry& entry, const Secret&) { entry.option.kind = AF_OPTION_SECRET; }
  static void describe(Entry& entry, const std::vector<std::string>&) {
    entry.option.kind = AF_OPTION_TEXTS;
    entry.default_text = "[]";
  }
  static void describe(Entry& entry, const std::map<std::string, double>&) {
    entry.option.kind = AF_OPTION_NUMBERS;
    entry.default_text = "{}";
  }
  template <class Sub>
  static void describe(Entry& entry, const std::map<std::string, Sub>&) {
    auto fields = std::make_shared<Fields<Sub>>(Sub::fields());
    entry.nested = fields->table();
    entry.keep_alive = fields;
    entry.option.kind = AF_OPTION_RECORDS;
    entry.option.fields = entry.nested.data();
    entry.option.field_count = entry.nested.size();
    entry.default_text = "{}";
  }

  static void assign(bool& out, const AfValue& value) { out = value.boolean != 0; }
  static void assign(std::int64_t& out, const AfValue& value) { out = value.integer; }
  static void assign(double& out, const AfValue& value) { out = value.number; }
  static void assign(std::string& out, const AfValue& value) { out = view(value.text); }
  static void assign(Secret& out, const AfValue& value) { out.placeholder = view(value.text); }
  static void assign(std::vector<std::string>& out, const AfValue& value) {
    out.clear();
    for (std::uint64_t i = 0; i < value.text_count; ++i) out.emplace_back(view(value.texts[i]));
  }
  static void assign(std::map<std::string, double>& out, const AfValue& value) {
    out.clear();
    for (std::uint64_t i = 0; i < value.member_count; ++i) {
      out.emplace(view(value.members[i]->name), value.members[i]->value->number);
    }
  }
  template <class Sub>
  static void assign(std::map<std::string, Sub>& out, const AfValue& value) {
    out.clear();
    const auto fields = Sub::fields();
    for (std::uint64_t i = 0; i < value.member_count; ++i) {
      const AfSetting& member = *value.members[i];
      out.emplace(view(member.name),
                  fields.read(member.value->members, member.value->member_count));
    }
  }

  std::shared_ptr<std::deque<Entry>> entries_ = std::make_shared<std::deque<Entry>>();
};

/// For plugins without options.
struct NoOptions {
  /// An empty table.
  static Fields<NoOptions> fields() { return {}; }
};

}  // namespace affine
