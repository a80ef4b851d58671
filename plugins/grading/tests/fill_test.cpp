// SPDX-License-Identifier: MIT
/// Text with named placeholders.
#include "grading/fill.hpp"

#include "support/catch.h"

using grading::fill;

TEST_CASE("placeholders are replaced by name, numbers and texts alike") {
  CHECK(fill("x = {q} * {q} + {name}", {{"q", 7}, {"name", "y"}}) == "x = 7 * 7 + y");
  CHECK(fill("{q}", {{"q", -1}}) == "-1");
  CHECK(fill("", {}).empty());
}

TEST_CASE("other braces stay as they are") {
  CHECK(fill("d = {}, {'a': {q}}, {(0, 0): 0}, {", {{"q", 1}}) ==
        "d = {}, {'a': 1}, {(0, 0): 0}, {");
  CHECK(fill("{qq} {q }", {}) == "{qq} {q }");
}

TEST_CASE("only the first line break at the beginning is dropped") {
  CHECK(fill("\na\n", {}) == "a\n");
  CHECK(fill("\n\na", {}) == "\na");
}

TEST_CASE("a replacement is not searched again") {
  CHECK(fill("{a}{b}", {{"a", "{b}"}, {"b", "2"}}) == "{b}2");
}

TEST_CASE("a placeholder that does not occur is an error") {
  CHECK_THROWS_AS(fill("x", {{"q", 1}}), affine::Failure);
}
