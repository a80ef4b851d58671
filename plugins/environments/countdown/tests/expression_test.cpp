// SPDX-License-Identifier: MIT
#include "environments/countdown/expression.hpp"

#include "support/catch.h"

namespace {

std::string value_of(std::string_view text) {
  const auto result = countdown::evaluate(text);
  if (const auto* bad = std::get_if<countdown::Malformed>(&result)) return "malformed: " + bad->why;
  const auto& value = std::get<countdown::Evaluated>(result).value;
  return std::to_string(value.numerator) + "/" + std::to_string(value.denominator);
}

}  // namespace

TEST_CASE("arithmetic is exact and limited") {
  CHECK(value_of("(1 + 2) * 3") == "9/1");
  CHECK(value_of("8 / (3 - 8 / 3)") == "24/1");
  CHECK(value_of("7 × 2 − 4 ÷ 8") == "27/2");
  CHECK(value_of("-(2)-3") == "-5/1");
  CHECK(value_of("2 - 3 - 4") == "-5/1");
  for (const char* bad : {"", "1 +", "(1", "1)", "1 / 0", "1 / (2 - 2)", "2 ** 3", "1e5", "abs(1)",
                          "99999999999", "999999999*999999999*999999999"}) {
    CHECK(value_of(bad).find("malformed") == 0);
  }
  CHECK(value_of(std::string(900, '(')).find("nested") != std::string::npos);
  CHECK(value_of(std::string(900, '-') + "1").find("nested") != std::string::npos);
  CHECK(value_of(std::string(2000, '1')).find("too long") != std::string::npos);
}
