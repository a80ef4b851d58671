// SPDX-License-Identifier: MIT
/// Plugins that were built against other minor versions of the ABI work in this host. The file is
/// built twice: against today's headers and against headers in which every struct has grown.
#include <affine/abi/backend.h>
#include <affine/abi/environment.h>
#include <affine/abi/sandbox.h>

#include "base/log.h"
#include "plugin/backend.h"
#include "plugin/boundary/library.h"
#include "plugin/boundary/local_environment.h"
#include "plugin/boundary/note.h"
#include "support/catch.h"
#include "support/temp.h"

using namespace af;

namespace {

#ifdef AFFINE_ABI_GROWN
// The sizes of version 1.0; what is in the structs is then really further away.
static_assert(AF_ABI_MINOR == 1);
static_assert(sizeof(AfCall) > 56 && sizeof(AfMessage) > 32 && sizeof(AfPart) > 32);
static_assert(sizeof(AfReply) > 64 && sizeof(AfVerdict) > 56 && sizeof(AfTask) > 56);
static_assert(sizeof(AfOption) > 112 && sizeof(AfValue) > 80 && sizeof(AfEnvironment) > 80);
#else
static_assert(AF_ABI_MINOR == 0);
#endif

const base::Seed seed = {7};

std::filesystem::path plugin_file(const std::string& kind, const std::string& version) {
  return std::filesystem::path(BUILD_DIR "/abi-plugins") / (kind + "_" + version + ".so");
}

plugin::Reply reply(std::string text) {
  plugin::Reply reply;
  reply.text = std::move(text);
  return reply;
}

/// What the sandbox would answer to the plugin's one request.
std::vector<sandbox::Run> results_of(const plugin::ProgramRequest& request) {
  CHECK(request.program.language == "python3");
  CHECK(request.limits.cpu_ms == 1000);
  CHECK(request.inputs == std::vector<std::string>{"3", "4"});
  std::vector<sandbox::Run> runs(2);
  for (auto& run : runs) run.verdict = static_cast<decltype(run.verdict)>(AF_RUN_OK);
  runs[0].output = "9\n";
  runs[1].output = "16\n";
  return runs;
}

void check_descriptor(const plugin::EnvironmentDescriptor& descriptor) {
  CHECK(descriptor.id == "growth");
  CHECK(descriptor.license == "MIT");
  REQUIRE(descriptor.levels.size() == 2);
  CHECK(descriptor.levels[0].summary == "two");
  CHECK(descriptor.levels[1].name == "hard");
  REQUIRE(descriptor.options.size() == 4);
  CHECK(descriptor.options[0].maximum == 9);
  CHECK(descriptor.options[1].choices == std::vector<std::string>{"mild", "wild"});
  REQUIRE(descriptor.options[3].fields.size() == 2);
  CHECK(descriptor.options[3].fields[1].name == "mode");
}

/// Both replies right, the second with runs of a program: plays to the verdict.
plugin::Turn play(plugin::LocalEnvironment& environment, const plugin::Task& task) {
  plugin::ProgramRuns runs;
  const plugin::CallContext context{0, &runs};
  auto episode = environment.open(task, context);
  REQUIRE(episode.ok());
  auto turn = (*episode)->observe(context);
  REQUIRE(turn.ok());
  REQUIRE(turn->messages.size() == 1);
  CHECK(turn->messages[0].role == AF_ROLE_SYSTEM);
  CHECK(turn->messages[0].text == "settings " + task.public_part);

  std::vector<std::string> replies;
  for (int step = 0; step < 2; ++step) {
    const auto references = (*episode)->references(seed, context);
    REQUIRE(references.ok());
    CHECK(references->baselines == plugin::NamedReplies{{"first", "one"}, {"second", "two"}});
    CHECK(references->mutants.size() == 2);
    CHECK(references->canonical == "form");
    replies.push_back(references->solution);
    turn = (*episode)->step(reply(references->solution), context);
    if (step == 0) {
      REQUIRE(turn.ok());
      REQUIRE(turn->messages.size() == 2);
      CHECK(turn->messages[1].role == AF_ROLE_TOOL);
    }
  }
  // The second step asked for runs: it is made again from the beginning of the episode.
  REQUIRE_FALSE(turn.ok());
  REQUIRE(runs.wanted.has_value());
  runs.done[plugin::key_of(*runs.wanted)] = results_of(*runs.wanted);
  runs.wanted.reset();
  episode = environment.open(task, context);
  REQUIRE(episode.ok());
  for (const auto& text : replies) turn = (*episode)->step(reply(text), context);
  REQUIRE(turn.ok());
  return *turn;
}

}  // namespace

TEST_CASE("an environment of another minor version plays a whole episode") {
  const std::string version = GENERATE("v1_0", "grown");
  CAPTURE(version);
  const auto library = plugin::Library::load(plugin_file("environment", version));
  REQUIRE(library.ok());
  const auto descriptor = library->environment();
  REQUIRE(descriptor.ok());
  check_descriptor(*descriptor);

  const auto options = base::parse_json(
      R"({"count":4,"mode":"wild","words":["a","b"],"groups":{"g":{"count":7,"mode":"mild"}}})");
  auto environment = plugin::LocalEnvironment::create(*library, *options, base::make_log(0));
  REQUIRE(environment.ok());
  CHECK((*environment)->descriptor().has_solve);
  CHECK((*environment)->descriptor().has_baselines);

  const auto task = (*environment)->make_task(1, seed, {});
  REQUIRE(task.ok());
  CHECK(task->public_part == "count=4;mode=wild;words=a,b,;groups={g={count=7;mode=mild;};};");
  CHECK(task->family == "cubes");
  plugin::Task without_family = *task;
  without_family.family.clear();
  CHECK(plugin::digest(without_family) == plugin::digest(*task));
  const auto refused = (*environment)->open(without_family, {});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.find("no family") != std::string::npos);

  const plugin::Turn turn = play(**environment, *task);
  REQUIRE(turn.verdict.has_value());
  CHECK(turn.verdict->scored);
  CHECK(turn.verdict->score == 1.0);
  CHECK(turn.verdict->evidence == "two halves");
  CHECK(turn.verdict->metrics.at("steps") == 2);
}

TEST_CASE("a codec of another minor version encodes and decodes") {
  const std::string version = GENERATE("v1_0", "grown");
  CAPTURE(version);
  const config::Source source{"test.yaml", "prefix: begin\n"};
  auto options = config::parse_yaml(source);
  REQUIRE(options.ok());
  const config::BackendConfig config{"echo", plugin_file("backend", version).string(), "http://x",
                                     *options};
  const auto backend = plugin::Backend::load(config, source, {}, {}, base::make_log(0));
  REQUIRE(backend.ok());

  plugin::ChatRequest request;
  request.model = "m";
  request.messages = {{AF_ROLE_USER, "hello"}, {AF_ROLE_TOOL, "done"}};
  request.max_tokens = 5;
  request.seed = 6;
  request.temperature = 0.5;
  request.simulation.emplace();
  request.simulation->solution = "right";
  request.simulation->mutants = {"near", "far"};
  const auto encoded = (*backend)->encode(request, true);
  REQUIRE(encoded.ok());
  CHECK(encoded->path == "/echo");
  REQUIRE(encoded->headers.size() == 1);
  CHECK(encoded->headers[0].second == "m");
  CHECK(encoded->body == "begin|2:hello|4:done|5,0.50,1.00,6|right,near,far");

  const auto response = (*backend)->open_response();
  REQUIRE(response.ok());
  CHECK_FALSE((*response)->feed("ab"));
  CHECK((*response)->feed("c."));
  plugin::ResponseHead head;
  head.status = 200;
  head.content_type = "text/plain";
  head.retry_after_ms = 9;
  const plugin::Completion completion = (*response)->end(head);
  CHECK(completion.cause == AF_CAUSE_NONE);
  CHECK(completion.text == "abc.");
  CHECK(completion.reasoning == "text/plain");
  CHECK(completion.reported_model == "echo-1");
  CHECK(completion.finish == AF_FINISH_LENGTH);
  CHECK(completion.retry_after_ms == 9);
  CHECK(completion.prompt_tokens == 200);
  CHECK(completion.reasoning_tokens == 3);
}

TEST_CASE("a plugin that needs a later minor version is refused") {
  auto note = plugin::read_note(plugin_file("environment", "v1_0"));
  REQUIRE(note.ok());
  CHECK(note->call_bytes == 56);
  note->abi_minor = AF_ABI_MINOR + 1;
  const auto checked = plugin::check_note(*note, "x.so");
  REQUIRE_FALSE(checked.ok());
  CHECK(checked.error().message.find("ABI minor") != std::string::npos);
}
