// SPDX-License-Identifier: MIT
#include "sqlite/database.h"

#include "sqlite/schema.h"
#include "support/catch.h"
#include "support/files.h"
#include "support/temp.h"

using af::base::Code;
using af::sqlite::Database;
using af::sqlite::Schema;

namespace {

const Schema numbers{7, {"CREATE TABLE number (value INTEGER NOT NULL)"}};

std::int64_t sum(Database& database) {
  const auto total = database.number("SELECT coalesce(sum(value), 0) FROM number");
  REQUIRE(total.ok());
  return *total;
}

void add(Database& database, int value) {
  const std::string sql = "INSERT INTO number VALUES (" + std::to_string(value) + ")";
  REQUIRE(database.run(sql.c_str()).ok());
}

}  // namespace

TEST_CASE("reading only leaves no trace, with and without a writer") {
  test::TempFolder folder;
  const auto file = folder.file("a ?#%b.db");
  auto writer = af::sqlite::open_or_create(file, numbers);
  REQUIRE(writer.ok());
  add(*writer, 1);
  SECTION("while a writer has changes in its log") {
    // SQLite shares the log's index among the connections of one process.
    const auto picture = [&] {
      auto found = test::picture_of(folder.path());
      found.erase("a ?#%b.db-shm");
      return found;
    };
    const auto before = picture();
    CHECK(before.size() == 2);
    auto reader = Database::open_read_only(file);
    REQUIRE(reader.ok());
    CHECK(sum(*reader) == 1);
    CHECK(picture() == before);
    add(*writer, 2);
    CHECK_FALSE(reader->is_stale());
    CHECK(sum(*reader) == 3);
  }
  SECTION("after the writer has gone") {
    { const auto gone = std::move(*writer); }
    const auto before = test::picture_of(folder.path());
    CHECK(before.size() == 1);
    auto reader = Database::open_read_only(file);
    REQUIRE(reader.ok());
    CHECK(sum(*reader) == 1);
    CHECK_FALSE(reader->is_stale());
    CHECK(test::picture_of(folder.path()) == before);
    CHECK_FALSE(reader->run("INSERT INTO number VALUES (5)").ok());
  }
  SECTION("and shows that a writer came later") {
    { const auto gone = std::move(*writer); }
    auto reader = Database::open_read_only(file);
    REQUIRE(reader.ok());
    auto second = af::sqlite::open_or_create(file, numbers);
    REQUIRE(second.ok());
    add(*second, 4);
    CHECK(reader->is_stale());
  }
}

TEST_CASE("a log that a crash left behind is read with its index, and an error without it") {
  test::TempFolder folder, crashed;
  auto writer = af::sqlite::open_or_create(folder.file("a.db"), numbers);
  REQUIRE(writer.ok());
  add(*writer, 1);
  for (const char* name : {"a.db", "a.db-wal", "a.db-shm"})
    std::filesystem::copy_file(folder.file(name), crashed.file(name));
  const auto before = test::picture_of(crashed.path());
  {
    auto reader = Database::open_read_only(crashed.file("a.db"));
    REQUIRE(reader.ok());
    CHECK(sum(*reader) == 1);
  }
  CHECK(test::picture_of(crashed.path()) == before);
  std::filesystem::remove(crashed.file("a.db-shm"));
  const auto refused = Database::open_read_only(crashed.file("a.db"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::usage);
  CHECK(refused.error().message.find("af validate") != std::string::npos);
  CHECK(refused.error().message.find("-shm") != std::string::npos);
  auto recovered = af::sqlite::open_or_create(crashed.file("a.db"), numbers);
  REQUIRE(recovered.ok());
  CHECK(sum(*recovered) == 1);
}

TEST_CASE("what a killed writer leaves of its log and index is read, or an error with advice") {
  test::TempFolder folder, crashed;
  auto writer = af::sqlite::open_or_create(folder.file("a.db"), numbers);
  REQUIRE(writer.ok());
  REQUIRE(writer->run("PRAGMA wal_checkpoint").ok());
  add(*writer, 1);
  for (const char* name : {"a.db", "a.db-wal", "a.db-shm"})
    std::filesystem::copy_file(folder.file(name), crashed.file(name));
  const auto read = [&] {
    const auto before = test::picture_of(crashed.path());
    auto reader = Database::open_read_only(crashed.file("a.db"));
    const auto total = reader ? sum(*reader) : -1;
    CHECK((reader || reader.error().code == Code::usage));
    CHECK(test::picture_of(crashed.path()) == before);
    return total;
  };
  SECTION("an index that was only begun") {
    std::filesystem::resize_file(crashed.file("a.db-shm"),
                                 static_cast<std::uintmax_t>(GENERATE(0, 3)));
    CHECK(read() == 1);
  }
  SECTION("a log that was only begun") {
    std::filesystem::resize_file(crashed.file("a.db-wal"),
                                 static_cast<std::uintmax_t>(GENERATE(0, 31, 32)));
    CHECK(read() == 0);
  }
  SECTION("a log whose header is damaged") {
    std::fstream(crashed.file("a.db-wal"), std::ios::in | std::ios::out) << "damaged";
    CHECK(read() == -1);
    REQUIRE(af::sqlite::open_or_create(crashed.file("a.db"), numbers).ok());
  }
}

TEST_CASE("a missing file is not created by reading") {
  test::TempFolder folder;
  const auto missing = Database::open_read_only(folder.file("none.db"));
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == Code::not_found);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("only an empty file becomes a new database, others stay as they are") {
  test::TempFolder folder;
  const auto file = folder.file("a.db");
  const auto make = [&](const Schema& schema) {
    auto database = af::sqlite::open_or_create(file, schema);
    REQUIRE(database.ok());
  };
  const auto refused = [&](const char* reason) {
    const auto before = test::picture_of(folder.path());
    const auto opened = af::sqlite::open_or_create(file, numbers);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().message.find(reason) != std::string::npos);
    CHECK(test::picture_of(folder.path()) == before);
  };
  SECTION("another application's") {
    make({8, {"CREATE TABLE other (x)"}});
    refused("belongs to another program");
  }
  SECTION("one with tables, which nobody has marked") {
    make({0, {"CREATE TABLE other (x); PRAGMA user_version = 0"}});
    refused("belongs to another program");
  }
  SECTION("one of a newer version") {
    make({7, {numbers.scripts[0], "CREATE TABLE more (x)"}});
    refused("newer af");
  }
  SECTION("no database at all") {
    folder.write("a.db", std::string(5000, 'x'));
    refused("not a database");
  }
  SECTION("an empty file, and an empty database") {
    folder.write("a.db", "");
    make(numbers);
    std::filesystem::remove(file);
    { REQUIRE(Database::open(file).ok()); }
    make(numbers);
  }
}
