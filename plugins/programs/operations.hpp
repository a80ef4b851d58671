// SPDX-License-Identifier: MIT
/// What the operators and built-in functions of Python give for values of generated programs.
///
/// Each function throws Beyond where Python would raise an error, and where an integer gets too
/// large.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tree.hpp"

namespace programs {

/// Ends a run without a result: the program went beyond the limits or did what Python would raise
/// for.
struct Beyond {};

/// No value is above this or below its negative.
constexpr Integer largest_integer = 999'999'999'999;

/// The value itself, if it is not too large.
[[nodiscard]] Integer checked(Integer value);
/// a * b; any factors are right.
[[nodiscard]] Integer multiply(Integer a, Integer b);
/// a % n for n > 0; never negative.
[[nodiscard]] Integer floor_modulo(Integer a, Integer n);
/// a // n for n > 0: the quotient that belongs to that remainder.
[[nodiscard]] Integer floor_divide(Integer a, Integer n);
/// i % size as an index; `size` must not be 0.
[[nodiscard]] std::size_t wrapped_index(Integer i, std::size_t size);

/// len(value) of a text, list or table.
[[nodiscard]] std::size_t length(const Value& value);
/// value[from:to] of a text or list; bounds are cut down to what is there.
[[nodiscard]] Value slice(const Value& value, std::size_t from, std::size_t to);
/// value[::-1] of a text or list.
[[nodiscard]] Value backwards(Value value);

/// sum(list).
[[nodiscard]] Integer total(const List& list);
/// max(list); the list must not be empty.
[[nodiscard]] Integer largest(const List& list);
/// min(list); the list must not be empty.
[[nodiscard]] Integer smallest(const List& list);
/// list[i % len(list)]; the list must not be empty.
[[nodiscard]] Integer item(const List& list, Integer i);
/// sorted(list).
[[nodiscard]] List sorted(List list);
/// [x * factor + more for x in list].
[[nodiscard]] List scaled(List list, Integer factor, Integer more);

/// The one letter of a text.
[[nodiscard]] char only_letter(const std::string& text);
/// text[i % len(text)]; the text must not be empty.
[[nodiscard]] std::string letter(const std::string& text, Integer i);
/// text.count(letter), of a text of one letter.
[[nodiscard]] Integer occurrences(const std::string& text, const std::string& letter);
/// text.replace(from, to), of texts of one letter.
[[nodiscard]] std::string replaced(std::string text, const std::string& from,
                                   const std::string& to);

/// table.get(key, 0).
[[nodiscard]] Integer look_up(const Table& table, const std::string& key);
/// table[key] = value.
void store(Table& table, const std::string& key, Integer value);

/// A line of the input, without its line break, as an integer, a text or a list. A text holds small
/// letters only; the integers of a list are separated by single spaces.
[[nodiscard]] Value read_line(std::string_view line, Type type);

}  // namespace programs
