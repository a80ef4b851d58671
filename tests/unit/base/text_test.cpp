// SPDX-License-Identifier: MIT
#include "base/text.h"

#include "support/catch.h"

using namespace af;

TEST_CASE("UTF-8 is checked and repaired") {
  CHECK(base::is_utf8("grüße ∨ 🎲"));
  for (const std::string bad :
       {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\x80", "\xE2\x82"}) {
    CHECK_FALSE(base::is_utf8(bad));
    CHECK(base::is_utf8(base::to_utf8("a" + bad + "b")));
  }
  CHECK(base::printable("a\x1b[2Jb\n") == "a\\x1b[2Jb\\x0a");
  CHECK(base::shortened("ü", 1) == "…");
}

TEST_CASE("the nearest name is found only when it is near") {
  const std::vector<std::string> names = {"environments", "backends", "miners"};
  CHECK(base::nearest("enviroments", names) == "environments");
  CHECK(base::nearest("minrs", names) == "miners");
  CHECK(base::nearest("xyzzy", names).empty());
}
