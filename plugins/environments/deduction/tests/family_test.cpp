// SPDX-License-Identifier: MIT
#include <map>

#include "grading/tests/maker.hpp"

TEST_CASE("a task of deduction names the kind of value that its program works on") {
  const grading::Maker maker;
  const std::map<std::string, std::string> says = {{"lists", "; this is the list"},
                                                   {"texts", "one line with a text"},
                                                   {"grids", "a grid: "},
                                                   {"records", "records, one a line: "}};
  std::map<std::string, int> seen;
  for (std::uint8_t i = 0; i < 60; ++i) {
    const auto task = maker.make(0, i);
    ++seen[task.family];
    for (const auto& [family, words] : says) {
      CHECK((task.public_part.find(words) != std::string::npos) == (family == task.family));
    }
  }
  CHECK(seen.size() == says.size());
}
