// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "environments/coding/problem.hpp"
#include "grading/fields.hpp"
#include "grading/tests/maker.hpp"

TEST_CASE("a task of coding names the family that its seed chooses") {
  const grading::Maker maker;
  const auto& families = coding::families();
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto task = maker.make(static_cast<std::uint32_t>(i % 4), static_cast<std::uint8_t>(i));
    const std::string bytes = grading::split_fields(task.private_part).at(1);
    affine::Seed own{};
    std::transform(bytes.begin(), bytes.end(), own.begin(),
                   [](char byte) { return static_cast<std::uint8_t>(byte); });
    CHECK(task.family == families[affine::Random(own, "problem").below(families.size())].name);
    seen.insert(task.family);
  }
  CHECK(seen.size() == families.size());
}
