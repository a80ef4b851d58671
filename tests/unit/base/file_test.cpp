// SPDX-License-Identifier: MIT
#include "base/file.h"

#include "support/catch.h"
#include "support/temp.h"

using namespace af;

TEST_CASE("read_file gives all bytes, up to its limit") {
  const test::TempFolder folder;
  const std::string bytes = std::string("a\0b\n", 4) + std::string(100'000, 'x');
  folder.write("f", bytes);
  CHECK(*base::read_file(folder.path() / "f", bytes.size()) == bytes);
  const auto large = base::read_file(folder.path() / "f", bytes.size() - 1);
  REQUIRE_FALSE(large.ok());
  CHECK(large.error().code == base::Code::usage);
  CHECK(large.error().message.find("larger than the limit of 100003 bytes") != std::string::npos);
}

TEST_CASE("read_file names the file and the reason when it cannot be read") {
  const test::TempFolder folder;
  const auto missing = base::read_file(folder.path() / "missing", 10);
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == base::Code::usage);
  CHECK(missing.error().message.find("missing: cannot be read: No such file") != std::string::npos);
  const auto directory = base::read_file(folder.path(), 10);
  REQUIRE_FALSE(directory.ok());
  CHECK(directory.error().code == base::Code::usage);
}
