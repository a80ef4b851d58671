// SPDX-License-Identifier: MIT
#include "sqlite/schema.h"

#include <array>
#include <fstream>
#include <optional>

namespace af::sqlite {
namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

/// SQLite's smallest page.
constexpr std::uint64_t least_page_bytes = 512;

/// 0 for a database without tables, which nobody has claimed.
Result<std::int64_t> checked_version(Database& database, const Schema& schema) {
  const auto application = database.number("PRAGMA application_id");
  if (!application) return application.error();
  const auto version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  const auto tables = database.number("SELECT count(*) FROM sqlite_master");
  if (!tables) return tables.error();
  // One page holds no more than the settings of a database that was created and not yet filled.
  const auto pages = database.number("PRAGMA page_count");
  if (!pages) return pages.error();
  const bool unclaimed = *application == 0 && *version == 0 && *tables == 0 && *pages <= 1;
  if (!unclaimed && *application != schema.application) {
    return Error{Code::usage, database.name() +
                                  ": the database belongs to another program: choose another file"};
  }
  if (*version > static_cast<std::int64_t>(schema.scripts.size())) {
    return Error{Code::usage,
                 database.name() + ": the database was written by a newer af: update this one"};
  }
  return *version;
}

/// A big-endian number of SQLite's file formats.
std::uint32_t number_at(const unsigned char* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | bytes[3];
}

/// The application id that a log brings: that of the last frame which holds page 1
/// (sqlite.org/fileformat2.html, "The Write-Ahead Log"). None if no frame does.
std::optional<std::uint32_t> application_in_log(const std::filesystem::path& log) {
  constexpr std::size_t header_bytes = 32, frame_header_bytes = 24, application_offset = 68;
  std::ifstream stream(log, std::ios::binary);
  std::array<unsigned char, frame_header_bytes + application_offset + 4> bytes{};
  const auto read = [&](std::uint64_t offset, std::size_t count) {
    stream.seekg(static_cast<std::streamoff>(offset));
    return static_cast<bool>(
        stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(count)));
  };
  if (!read(0, header_bytes)) return {};
  const std::uint64_t page = number_at(&bytes[8]);
  if (page < least_page_bytes || page > 65'536) return {};
  std::optional<std::uint32_t> found;
  for (std::uint64_t offset = header_bytes; read(offset, bytes.size());
       offset += frame_header_bytes + page) {
    if (number_at(bytes.data()) == 1) {
      found = number_at(&bytes[frame_header_bytes + application_offset]);
    }
  }
  return found;
}

}  // namespace

Status check_owner(const std::filesystem::path& file, const Schema& schema) {
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) return base::Done{};
  auto database = Database::open_read_only(file);
  // Changes that wait in a log without its index can only be read after opening for writing.
  if (!database && database.error().code == Code::usage)
    database = Database::open_read_only(file, Database::Log::ignore);
  if (!database) return database.error();
  const auto version = checked_version(*database, schema);
  if (!version) return version.error();
  if (*version > 0) return base::Done{};
  // SQLite takes a file of a few bytes for an empty one, and a log without its index for none.
  const auto log = std::filesystem::path(file) += "-wal";
  const bool foreign_log =
      std::filesystem::exists(log, failed) && std::filesystem::file_size(log, failed) > 0 &&
      application_in_log(log) != static_cast<std::uint32_t>(schema.application);
  const auto size = std::filesystem::file_size(file, failed);
  if (foreign_log || (size > 0 && size < least_page_bytes)) {
    return Error{Code::usage, database->name() +
                                  ": the file is neither empty nor a database of af: "
                                  "choose another file"};
  }
  return base::Done{};
}

Result<Database> open_or_create(const std::filesystem::path& file, const Schema& schema) {
  // Opening for writing already changes a file.
  if (auto status = check_owner(file, schema); !status) return status.error();
  auto database = Database::open(file);
  if (!database) return database.error();
  const auto version = checked_version(*database, schema);
  if (!version) return version.error();
  for (auto i = static_cast<std::size_t>(*version); i < schema.scripts.size(); ++i) {
    const std::string script = "BEGIN IMMEDIATE;" + schema.scripts[i] +
                               ";PRAGMA application_id = " + std::to_string(schema.application) +
                               ";PRAGMA user_version = " + std::to_string(i + 1) + ";COMMIT";
    if (auto status = database->run(script.c_str()); !status) {
      [[maybe_unused]] const auto undone = database->run("ROLLBACK");
      return status.error();
    }
  }
  return database;
}

Result<int> version_of(Database& database, const Schema& schema) {
  const auto version = checked_version(database, schema);
  if (!version) return version.error();
  if (*version == 0) {
    return Error{Code::not_found, database.name() + ": the database is still empty"};
  }
  return static_cast<int>(*version);
}

}  // namespace af::sqlite
