// SPDX-License-Identifier: MIT
#include "operations.hpp"

#include <algorithm>
#include <charconv>

namespace programs {
namespace {

const List& not_empty(const List& list) {
  if (list.empty()) throw Beyond{};
  return list;
}

Integer read_integer(std::string_view word) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) throw Beyond{};
  return checked(value);
}

}  // namespace

Integer checked(Integer value) {
  if (value > largest_integer || value < -largest_integer) throw Beyond{};
  return value;
}

Integer multiply(Integer a, Integer b) {
  __extension__ using Wide = __int128;
  const Wide product = static_cast<Wide>(a) * b;
  if (product > largest_integer || product < -largest_integer) throw Beyond{};
  return static_cast<Integer>(product);
}

Integer floor_modulo(Integer a, Integer n) {
  const Integer rest = a % n;
  return rest < 0 ? rest + n : rest;
}

Integer floor_divide(Integer a, Integer n) { return (a - floor_modulo(a, n)) / n; }

std::size_t wrapped_index(Integer i, std::size_t size) {
  if (size == 0) throw Beyond{};
  return static_cast<std::size_t>(floor_modulo(i, static_cast<Integer>(size)));
}

std::size_t length(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* list = std::get_if<List>(&value)) return list->size();
  return std::get<Table>(value).size();
}

Value slice(const Value& value, std::size_t from, std::size_t to) {
  to = std::min(to, length(value));
  from = std::min(from, to);
  if (const auto* text = std::get_if<std::string>(&value)) return text->substr(from, to - from);
  const List& list = std::get<List>(value);
  return List(list.begin() + static_cast<std::ptrdiff_t>(from),
              list.begin() + static_cast<std::ptrdiff_t>(to));
}

Value backwards(Value value) {
  if (auto* text = std::get_if<std::string>(&value)) std::reverse(text->begin(), text->end());
  if (auto* list = std::get_if<List>(&value)) std::reverse(list->begin(), list->end());
  return value;
}

Integer total(const List& list) {
  Integer sum = 0;
  for (const Integer value : list) sum = checked(sum + value);
  return sum;
}

Integer largest(const List& list) { return *std::max_element(not_empty(list).begin(), list.end()); }

Integer smallest(const List& list) {
  return *std::min_element(not_empty(list).begin(), list.end());
}

Integer item(const List& list, Integer i) { return list[wrapped_index(i, list.size())]; }

List sorted(List list) {
  std::sort(list.begin(), list.end());
  return list;
}

List scaled(List list, Integer factor, Integer more) {
  for (Integer& x : list) x = checked(multiply(x, factor) + more);
  return list;
}

char only_letter(const std::string& text) {
  if (text.size() != 1) throw Beyond{};
  return text[0];
}

std::string letter(const std::string& text, Integer i) {
  return std::string(1, text[wrapped_index(i, text.size())]);
}

Integer occurrences(const std::string& text, const std::string& letter) {
  return std::count(text.begin(), text.end(), only_letter(letter));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  std::replace(text.begin(), text.end(), only_letter(from), only_letter(to));
  return text;
}

Integer look_up(const Table& table, const std::string& key) {
  for (const auto& [known, value] : table) {
    if (known == key) return value;
  }
  return 0;
}

void store(Table& table, const std::string& key, Integer value) {
  for (auto& [known, old] : table) {
    if (known != key) continue;
    old = value;
    return;
  }
  table.emplace_back(key, value);
}

Value read_line(std::string_view line, Type type) {
  if (type == Type::integer) return read_integer(line);
  if (type == Type::text) {
    const bool letters =
        std::all_of(line.begin(), line.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (!letters) throw Beyond{};
    return std::string(line);
  }
  List values;
  while (!line.empty()) {
    const std::size_t space = std::min(line.find(' '), line.size());
    values.push_back(read_integer(line.substr(0, space)));
    line.remove_prefix(std::min(space + 1, line.size()));
  }
  return values;
}

}  // namespace programs
