#include "plugin/boundary/note.h"

#include <affine/abi/backend.h>
#include <affine/abi/environment.h>
#include <affine/abi/reference.h>

#include <cstddef>
#include <fstream>
#include <sstream>

#include "plugin/boundary/library.h"
#include "support/catch.h"
#include "support/temp.h"

using namespace af;

namespace {

std::string read_file(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(name, std::ios::binary).rdbuf();
  return text.str();
}
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

TEST_CASE("torn and twisted files never crash the note reader") {
  const test::TempFolder folder;
  const std::string whole = read_file(sat);
  for (std::size_t i = 0; i < 200; ++i) {
    const auto torn = folder.write("torn.so", whole.substr(0, whole.size() * i / 200));
    [[maybe_unused]] const auto ignored = plugin::read_note(torn);
  }
  for (std::size_t at = 0; at < 64; ++at) {
    std::string twisted = whole;
    twisted[at] = static_cast<char>(~twisted[at]);
    [[maybe_unused]] const auto ignored = plugin::read_note(folder.write("twisted.so", twisted));
  }
  SUCCEED();
}

TEST_CASE("a name that is nearly a plugin's is corrected") {
  const auto found = plugin::find_plugin("sta", AF_KIND_ENVIRONMENT, {BUILD_DIR "/plugins"});
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().message.find("did you mean 'sat'?") != std::string::npos);
}

// The ABI's lock: a change here breaks every plugin that exists. New fields go to the end of a
// struct and new lines to the end of its list.
TEST_CASE("sizes and offsets of the ABI are locked") {
  CHECK(sizeof(AfStr) == 16);
  CHECK(sizeof(AfSink) == 24);
  CHECK(sizeof(AfNote) == 120);
  CHECK(offsetof(AfNote, abi_major) == 28);
  CHECK(offsetof(AfNote, id) == 40);
  CHECK(sizeof(AfCall) == 56);
  CHECK(offsetof(AfCall, host) == 16);
  CHECK(offsetof(AfCall, log) == 48);
  CHECK(sizeof(AfEntry) == 32);
  CHECK(sizeof(AfHost) == 16);
  CHECK(sizeof(AfOption) == 112);
  CHECK(sizeof(AfValue) == 72);
  CHECK(sizeof(AfSetting) == 88);
  CHECK(sizeof(AfMessage) == 24);
  CHECK(sizeof(AfReply) == 48);
  CHECK(sizeof(AfTask) == 32);
  CHECK(sizeof(AfLevel) == 32);
  CHECK(sizeof(AfEnvironmentDescriptor) == 112);
  CHECK(sizeof(AfVerdict) == 56);
  CHECK(offsetof(AfVerdict, score) == 24);
  CHECK(sizeof(AfEnvironment) == 80);
  CHECK(sizeof(AfEnvironmentFactory) == 32);
  CHECK(sizeof(AfBackendDescriptor) == 96);
  CHECK(sizeof(AfSimulation) == 72);
  CHECK(sizeof(AfChatRequest) == 80);
  CHECK(sizeof(AfCompletion) == 136);
  CHECK(sizeof(AfHttpResponse) == 48);
  CHECK(sizeof(AfCodec) == 48);
  CHECK(sizeof(AfDirect) == 24);
  CHECK(sizeof(AfBackendFactory) == 48);
  CHECK(sizeof(AfProgram) == 40);
  CHECK(sizeof(AfRunLimits) == 32);
  CHECK(sizeof(AfRunResult) == 80);
  CHECK(sizeof(AfSandbox) == 16);
}
