// SPDX-License-Identifier: MIT
#include "answer.hpp"

#include <charconv>

namespace sat {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Walks over the text of an answer.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  void skip(std::string_view also) {
    while (!rest_.empty() &&
           (is_space(rest_.front()) || also.find(rest_.front()) != std::string_view::npos)) {
      rest_.remove_prefix(1);
    }
  }
  bool take(char c) {
    if (rest_.empty() || lower(rest_.front()) != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string word() {
    std::string word;
    while (!rest_.empty()) {
      const char c = lower(rest_.front());
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) break;
      word += c;
      rest_.remove_prefix(1);
    }
    return word;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] std::string nearby() const { return std::string(rest_.substr(0, 20)); }

 private:
  std::string_view rest_;
};

std::optional<bool> truth(const std::string& word) {
  if (word == "true" || word == "t" || word == "1") return true;
  if (word == "false" || word == "f" || word == "0") return false;
  return {};
}

std::optional<int> variable_number(const std::string& word, int variables) {
  if (word.size() < 2 || word[0] != 'x') return {};
  int number = 0;
  const char* end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data() + 1, end, number);
  if (error != std::errc{} || rest != end || number < 1 || number > variables) return {};
  return number;
}

}  // namespace

Answer read_answer(std::string_view text, int variables) {
  Cursor cursor(text);
  Assignment assignment(static_cast<std::size_t>(variables) + 1);
  cursor.skip(".");
  if (cursor.done()) return Unreadable{"the answer is empty"};
  while (!cursor.done()) {
    const std::string name = cursor.word();
    if (name == "unsat" || name == "unsatisfiable") {
      cursor.skip(".");
      return cursor.done() ? Answer(Unsatisfiable{})
                           : Answer(Unreadable{"text after UNSAT: " + cursor.nearby()});
    }
    const auto variable = variable_number(name, variables);
    if (!variable) return Unreadable{"not a variable: " + name + cursor.nearby()};
    cursor.skip("");
    if (!cursor.take('=') && !cursor.take(':')) return Unreadable{"no '=' after " + name};
    cursor.skip("");
    const auto value = truth(cursor.word());
    if (!value) return Unreadable{"no truth value for " + name};
    auto& known = assignment[static_cast<std::size_t>(*variable)];
    if (known.has_value() && *known != *value) return Contradiction{name + " has two values"};
    known = value;
    cursor.skip(",;.");
  }
  return assignment;
}

std::string write_answer(const std::vector<bool>& values) {
  std::string text;
  for (std::size_t v = 1; v < values.size(); ++v) {
    if (v > 1) text += ", ";
    text += "x" + std::to_string(v) + (values[v] ? "=True" : "=False");
  }
  return text;
}

}  // namespace sat
