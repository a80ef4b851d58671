// SPDX-License-Identifier: MIT
#include "store/export_reader.h"

#include "support/catch.h"
#include "support/temp.h"

using namespace af;
using store::ExportReader;

namespace {

/// What reading a file gives: "w" for a window, "r" for a rollout, "-" for another line, then the
/// error that ended it.
std::string read(const std::string& text) {
  const test::TempFolder folder;
  auto lines = ExportReader::open(folder.write("export", text));
  REQUIRE(lines.ok());
  std::string seen;
  for (;;) {
    const auto line = lines->next();
    if (!line) return seen + line.error().message.substr(folder.path().string().size() + 1);
    if (!*line) return seen;
    const ExportReader::Line& read = **line;
    seen += std::holds_alternative<store::Window>(read)    ? "w"
            : std::holds_alternative<store::Rollout>(read) ? "r"
                                                           : "-";
  }
}

}  // namespace

TEST_CASE("an export is windows, rollouts and lines that are passed over") {
  const std::string window = base::dump(store::to_json(store::Window{}));
  const std::string rollout = base::dump(store::to_json(store::Rollout{}));
  CHECK(read("").empty());
  CHECK(read(window + "\n" + rollout + "\n\n{\"type\":\"decision\"}\n" + rollout) == "wr-r");
}

TEST_CASE("a broken line ends reading with its number and the reason") {
  const std::string rollout = base::dump(store::to_json(store::Rollout{}));
  CHECK(read(rollout + "\n\n{\"type\":").find("rexport:3:1: ") == 0);
  CHECK(read("[1]\n") == "export:1:1: expected an object");
  CHECK(read("{\"type\":\"rollout\"}\n").find("export:1:1: not a rollout") == 0);
  CHECK(read("{\"type\":\"window\"}\n").find("export:1:1: ") == 0);
  base::Json window = store::to_json(store::Window{});
  window["opened_block"] = 1e300;
  const std::string reason = "export:1:1: not a window: 'opened_block': 1e+300 is not a whole";
  CHECK(read(base::dump(window)).find(reason) == 0);
}

TEST_CASE("a file that cannot be read is a mistake of the caller") {
  const auto missing = ExportReader::open("/nonexistent/export");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == base::Code::usage);
  CHECK(missing.error().message == "/nonexistent/export: cannot be read");
}
