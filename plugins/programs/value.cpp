// SPDX-License-Identifier: MIT
#include "value.hpp"

namespace programs {
namespace {

struct Printer {
  std::string operator()(Integer number) const { return std::to_string(number); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const List& list) const {
    std::string text = "[";
    for (const Integer number : list)
      text += (text.size() > 1 ? ", " : "") + std::to_string(number);
    return text + "]";
  }
  std::string operator()(const Table& table) const {
    std::string text = "{";
    for (const auto& [key, number] : table) {
      text += (text.size() > 1 ? ", '" : "'") + key + "': " + std::to_string(number);
    }
    return text + "}";
  }
};

}  // namespace

std::string printed(const Value& value) { return std::visit(Printer{}, value); }

}  // namespace programs
