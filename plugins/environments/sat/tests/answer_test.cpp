// SPDX-License-Identifier: MIT
#include "environments/sat/answer.hpp"

#include "support/catch.h"

TEST_CASE("SAT answers are read tolerantly, contradictions are not") {
  const auto kind = [](std::string_view text) { return sat::read_answer(text, 3).index(); };
  CHECK(kind("x1=True, x2=False, x3=true") == 0);
  CHECK(kind("X1 : 1; x2 = f\nx3=T.") == 0);
  CHECK(kind("UNSAT") == 1);
  CHECK(kind("unsatisfiable.") == 1);
  CHECK(kind("") == 2);
  CHECK(kind("x4=True") == 2);
  CHECK(kind("x0=True") == 2);
  CHECK(kind("x1=maybe") == 2);
  CHECK(kind("x1=True and x2=False") == 2);
  CHECK(kind("x99999999999999999999=True") == 2);
  CHECK(kind("UNSAT x1=True") == 2);
  CHECK(kind("x1=True, x1=False") == 3);
  CHECK(kind("x1=True, x1=1") == 0);
}
