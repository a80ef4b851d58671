// SPDX-License-Identifier: MIT
#include "store/columns.h"

#include "sqlite/schema.h"
#include "store/export_reader.h"
#include "store/schema.h"
#include "support/catch.h"
#include "support/files.h"
#include "support/temp.h"

using af::sqlite::Database;

namespace {

std::string definitions(Database& database) {
  auto statement = database.prepare("SELECT sql FROM sqlite_master WHERE sql <> '' ORDER BY name");
  REQUIRE(statement.ok());
  std::string text;
  while (*statement->next()) text += statement->text(0) + "\n";
  return text;
}

}  // namespace

TEST_CASE("the first scripts give the tables of the version that wrote the stored record") {
  test::TempFolder folder;
  test::unpack_record("record.db", folder.file("old.db"));
  auto old = Database::open_read_only(folder.file("old.db"));
  REQUIRE(old.ok());
  auto scripts = af::store::schema().scripts;
  scripts.resize(2);
  auto made = af::sqlite::open_or_create(folder.file("new.db"),
                                         {af::store::schema().application, std::move(scripts)});
  REQUIRE(made.ok());
  CHECK(definitions(*made) == definitions(*old));
}

TEST_CASE("a migration that was released never changes, and none is empty") {
  const auto& scripts = af::store::schema().scripts;
  REQUIRE(scripts.size() >= 3);
  std::string released;
  for (std::size_t i = 0; i < 3; ++i) released += scripts[i];
  CHECK(af::base::hex(af::base::hash({released})) ==
        "b4b881184edf826d5c79412300933bb122215232f7d24539dc3339909a3d01fc");
  for (const auto& script : scripts) CHECK_FALSE(script.empty());
}

TEST_CASE("every column is unique, and later ones have a value for older rows") {
  for (std::size_t i = 0; i < af::store::rollout_columns.size(); ++i) {
    const auto& column = af::store::rollout_columns[i];
    CHECK((column.since == 1 || !column.fallback.empty()));
    for (std::size_t j = 0; j < i; ++j) CHECK(af::store::rollout_columns[j].name != column.name);
  }
}

TEST_CASE("rollouts of a stored export have the same digest and the same line") {
  const std::string name = GENERATE(as<std::string>{}, "record.jsonl", "programs.jsonl");
  test::TempFolder folder;
  test::unpack_record(name, folder.file("export"));
  std::istringstream text(test::content_of(folder.file("export")));
  int rollouts = 0;
  for (std::string line; std::getline(text, line);) {
    const auto json = af::base::parse_json(line);
    REQUIRE(json.ok());
    if (json->at("type") != "rollout") continue;
    const auto rollout = af::store::rollout_from_json(*json);
    REQUIRE(rollout.ok());
    CHECK(af::store::digest_of(*rollout) == rollout->digest);
    CHECK(af::base::dump(af::store::to_json(*rollout)) == line);
    ++rollouts;
  }
  CHECK(rollouts >= 12);
}

TEST_CASE("lines that are no rollouts are refused with the reason") {
  af::store::Rollout rollout;
  rollout.state = af::store::State::scored;
  rollout.score = 0.5;
  const auto good = af::store::to_json(rollout);
  REQUIRE(af::store::rollout_from_json(good).ok());
  const auto reason = [&](const char* key, af::base::Json value) {
    auto json = good;
    json[key] = std::move(value);
    const auto read = af::store::rollout_from_json(json);
    return read ? std::string() : read.error().message;
  };
  CHECK(reason("score", 2).find("outside [0,1]") != std::string::npos);
  CHECK(reason("score", nullptr).find("not a rollout") != std::string::npos);
  CHECK(reason("state", "good").find("unknown state") != std::string::npos);
  CHECK(reason("cause", "rain").find("unknown cause") != std::string::npos);
  CHECK(reason("uid", "seven").find("not a rollout") != std::string::npos);
  CHECK(reason("uid", 1.9).find("not a rollout: uid: 1.9 is not a whole number") == 0);
  auto older = good;
  older.erase("sandbox");
  CHECK(af::store::rollout_from_json(older).ok());
  older.erase("hotkey");
  CHECK_FALSE(af::store::rollout_from_json(older).ok());
}
