// SPDX-License-Identifier: MIT
#include "plugin/boundary/note.h"

#include "plugin/boundary/library.h"
#include "plugin/find.h"
#include "support/catch.h"
#include "support/files.h"
#include "support/temp.h"

using namespace af;

namespace {

const std::string sat = BUILD_DIR "/plugins/environments/sat.so";

}  // namespace

TEST_CASE("a note is read without loading the library") {
  const auto note = plugin::read_note(sat);
  REQUIRE(note.ok());
  CHECK(plugin::id_of(*note) == "sat");
  CHECK(note->kind == AF_KIND_ENVIRONMENT);
  CHECK(plugin::check_note(*note, sat).ok());
}

TEST_CASE("a library for another ABI is refused with every field that differs, and not loaded") {
  const std::string file = BUILD_DIR "/test-plugins/other_abi.so";
  const auto library = plugin::Library::load(file);
  REQUIRE_FALSE(library.ok());
  const std::string& text = library.error().message;
  CHECK(text.find("ABI major: the plugin has 99, this host has 1") != std::string::npos);
  CHECK(text.find("pointer bytes: the plugin has 4, this host has 8") != std::string::npos);
  CHECK(text.find("call context bytes") != std::string::npos);
  CHECK(text.find("byte order") == std::string::npos);
  CHECK(text.find("Rebuild") != std::string::npos);
}

TEST_CASE("files that are no plugins are refused with a reason") {
  const test::TempFolder folder;
  CHECK(plugin::read_note(folder.file("none")).error().message.find("cannot be read") !=
        std::string::npos);
  CHECK(plugin::read_note(folder.write("text", "hello"))
            .error()
            .message.find("not a shared object") != std::string::npos);
  CHECK(plugin::read_note("/usr/bin/env").error().message.find("no affine note") !=
        std::string::npos);
}

TEST_CASE("damaged files never crash the note reader") {
  const test::TempFolder folder;
  const std::string whole = test::content_of(sat);
  for (std::size_t i = 0; i < 200; ++i) {
    const auto torn = folder.write("torn.so", whole.substr(0, whole.size() * i / 200));
    [[maybe_unused]] const auto ignored = plugin::read_note(torn);
  }
  for (std::size_t at = 0; at < 64; ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(~damaged[at]);
    [[maybe_unused]] const auto ignored = plugin::read_note(folder.write("damaged.so", damaged));
  }
  SUCCEED();
}

TEST_CASE("a name that is nearly a plugin's is corrected") {
  const auto found = plugin::find_plugin("sta", AF_KIND_ENVIRONMENT, {BUILD_DIR "/plugins"});
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().message.find("did you mean 'sat'?") != std::string::npos);
}

TEST_CASE("a library that cannot be opened is refused with the loader's own message") {
  const test::TempFolder folder;
  std::string damaged = test::content_of(sat);
  damaged[18] = 3;  // another machine, in a header that is otherwise right
  const auto library = plugin::Library::load(folder.write("damaged.so", damaged));
  REQUIRE_FALSE(library.ok());
  CHECK(library.error().cause == AF_CAUSE_CONFIG);
  CHECK(library.error().message.find("cannot be loaded: ") != std::string::npos);
  CHECK(library.error().message.find("damaged.so") != std::string::npos);
}

TEST_CASE("a library stays loaded when nothing refers to it any more") {
  const AfEnvironmentFactory* factory = nullptr;
  {
    const auto library = plugin::Library::load(sat);
    REQUIRE(library.ok());
    factory = library->environments();
  }
  CHECK(factory->count == 1);
  const auto again = plugin::Library::load(sat);
  REQUIRE(again.ok());
  CHECK(again->environments() == factory);
}
