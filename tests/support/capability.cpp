// SPDX-License-Identifier: MIT
#include "support/capability.h"

#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>

namespace test {
namespace {

bool& skipped() {
  static bool value = false;
  return value;
}

bool is_required(std::string_view capability) {
  const char* names = std::getenv("AFFINE_REQUIRE");
  if (names == nullptr) return false;
  const std::string list = "," + std::string(names) + ",";
  return list.find("," + std::string(capability) + ",") != std::string::npos;
}

}  // namespace

void skip_without(std::string_view capability, std::string_view reason) {
  const std::string text = std::string(capability) + ": " + std::string(reason);
  if (is_required(capability)) {
    throw std::runtime_error("AFFINE_REQUIRE names what this machine lacks: " + text);
  }
  std::cout << "SKIPPED " << text << std::endl;
  skipped() = true;
}

bool any_skipped() { return skipped(); }

}  // namespace test
