// SPDX-License-Identifier: MIT
#include "grading/program_answer.hpp"

#include "grading/fields.hpp"
#include "grading/lines.hpp"
#include "support/catch.h"

TEST_CASE("a task without tests is an error, never a pass, outputs are compared by line") {
  const affine::Call call(nullptr);
  CHECK_THROWS_AS(grading::judge("print(1)", {}, {}, grading::same_lines, call), affine::Failure);
  CHECK(grading::same_lines("a  \nb\r\n\n", "a\nb"));
  CHECK_FALSE(grading::same_lines("a\n\nb", "a\nb"));
  CHECK_FALSE(grading::same_lines(" a", "a"));
  CHECK_FALSE(grading::same_lines("", "a"));
  CHECK(grading::split_fields(grading::join_fields({"", "a\n", "12\nb"})) ==
        std::vector<std::string>{"", "a\n", "12\nb"});
  for (const char* broken : {"5\nab", "x", "-1\n", "1", "99999999999999999999\nx"}) {
    CHECK_THROWS_AS(grading::split_fields(broken), affine::Failure);
  }
}
