// SPDX-License-Identifier: MIT
/* An environment in plain C that uses everything of the ABI that an environment can use. It is
 * built against several versions of the headers, and uses what version 1.0 has. */
#include <affine/abi/entry.h>
#include <affine/abi/environment.h>
#include <affine/abi/host.h>
#include <affine/abi/note.h>
#include <affine/abi/reference.h>
#include <affine/abi/sandbox.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID "growth"

static AfStr text(const char* from) {
  const AfStr result = {from, strlen(from)};
  return result;
}
static int same(AfStr left, const char* right) {
  return left.size == strlen(right) && memcmp(left.data, right, left.size) == 0;
}
static void put(const AfSink* sink, const char* from) { sink->write(sink->context, text(from)); }

/* ---- description ---- */

#define STR(literal) \
  { literal, sizeof(literal) - 1 }

static const AfLevel easy = {.size = sizeof(AfLevel), .name = STR("easy"), .summary = STR("two")};
static const AfLevel hard = {.size = sizeof(AfLevel), .name = STR("hard")};
static const AfLevel* const levels[] = {&easy, &hard};

static const AfChoice mild = {.size = sizeof(AfChoice), .value = STR("mild")};
static const AfChoice wild = {.size = sizeof(AfChoice), .value = STR("wild")};
static const AfChoice* const choices[] = {&mild, &wild};

static const AfOption count_option = {.size = sizeof(AfOption),
                                      .name = STR("count"),
                                      .help = STR("A count."),
                                      .default_value = STR("3"),
                                      .kind = AF_OPTION_INTEGER,
                                      .minimum = 1,
                                      .maximum = 9};
static const AfOption mode_option = {.size = sizeof(AfOption),
                                     .name = STR("mode"),
                                     .help = STR("A mode."),
                                     .default_value = STR("mild"),
                                     .kind = AF_OPTION_TEXT,
                                     .choices = choices,
                                     .choice_count = 2};
static const AfOption words_option = {
    .size = sizeof(AfOption), .name = STR("words"), .help = STR("Words."), .kind = AF_OPTION_TEXTS};
static const AfOption* const group_fields[] = {&count_option, &mode_option};
static const AfOption groups_option = {.size = sizeof(AfOption),
                                       .name = STR("groups"),
                                       .help = STR("Groups."),
                                       .kind = AF_OPTION_RECORDS,
                                       .fields = group_fields,
                                       .field_count = 2};
static const AfOption* const options[] = {&count_option, &mode_option, &words_option,
                                          &groups_option};

static const AfEnvironmentDescriptor descriptor = {.size = sizeof(AfEnvironmentDescriptor),
                                                   .id = STR(ID),
                                                   .name = STR("Growth"),
                                                   .summary = STR("Uses the whole ABI."),
                                                   .license = STR("MIT"),
                                                   .generator_version = 1,
                                                   .max_turns = 2,
                                                   .levels = levels,
                                                   .level_count = 2,
                                                   .options = options,
                                                   .option_count = 4};
static const AfEnvironmentDescriptor* const descriptors[] = {&descriptor};

/* ---- instances and tasks ---- */

typedef struct Instance {
  char settings[512];
} Instance;

/* Appends the settings as "name=value;", records in braces. */
static void describe(char* to, size_t room, const AfSetting* const* settings, uint64_t count) {
  for (uint64_t i = 0; i < count; ++i) {
    const AfSetting* setting = settings[i];
    const AfValue* value = setting->value;
    char part[128] = "";
    if (value->kind == AF_OPTION_INTEGER) {
      snprintf(part, sizeof part, "%lld", (long long)value->integer);
    } else if (value->kind == AF_OPTION_TEXT) {
      snprintf(part, sizeof part, "%.*s", (int)value->text.size, value->text.data);
    } else if (value->kind == AF_OPTION_TEXTS) {
      for (uint64_t w = 0; w < value->text_count; ++w) {
        const size_t used = strlen(part);
        snprintf(part + used, sizeof part - used, "%.*s,", (int)value->texts[w].size,
                 value->texts[w].data);
      }
    }
    size_t used = strlen(to);
    snprintf(to + used, room - used, "%.*s=%s", (int)setting->name.size, setting->name.data, part);
    if (value->member_count > 0) {
      strncat(to, "{", room - strlen(to) - 1);
      describe(to, room, value->members, value->member_count);
      strncat(to, "}", room - strlen(to) - 1);
    }
    strncat(to, ";", room - strlen(to) - 1);
  }
}

static AfStatus task_make(void* instance, const AfCall* call, uint32_t level,
                          const uint8_t seed[32], const AfTaskSinks* task) {
  const AfRandom* random = call->host->get_service(text(AF_SERVICE_RANDOM));
  uint64_t word = 0;
  if (random->words(seed, text("task"), 0, 1, &word) != AF_OK) return AF_INTERNAL;
  char number[32];
  snprintf(number, sizeof number, "%llu", (unsigned long long)(word % 1000));
  put(task->public_part, ((Instance*)instance)->settings);
  put(task->private_part, number);
  put(task->family, level == 0 ? "squares" : "cubes");
  call->log(call, AF_LOG_INFO, text("made a task"));
  return AF_OK;
}

/* ---- episodes ---- */

typedef struct Episode {
  AfTask task;
  uint32_t steps;
  double right;
} Episode;

static AfStatus episode_open(void* instance, const AfCall* call, const AfTask* task,
                             void** episode) {
  (void)instance;
  Episode* opened = calloc(1, sizeof *opened);
  if (opened == NULL) return AF_RESOURCE;
  opened->task.public_part = task->public_part;
  opened->task.private_part = task->private_part;
  opened->task.family = task->family;
  if (task->family.size == 0) {
    call->fail(call, AF_CAUSE_NONE, text(""), text("no family"));
    free(opened);
    return AF_INVALID_ARGUMENT;
  }
  *episode = opened;
  return AF_OK;
}

static AfStatus episode_observe(void* episode, const AfCall* call, void* context,
                                void (*add)(void* context, const AfMessage* message)) {
  (void)call;
  const Episode* self = episode;
  const AfPart first = {.size = sizeof(AfPart), .kind = AF_PART_TEXT, .text = STR("settings ")};
  const AfPart second = {
      .size = sizeof(AfPart), .kind = AF_PART_TEXT, .text = self->task.public_part};
  const AfPart* const both[] = {&first, &second};
  const AfMessage system = {
      .size = sizeof(AfMessage), .role = AF_ROLE_SYSTEM, .parts = both, .part_count = 2};
  add(context, &system);
  const AfPart* const one[] = {&first};
  const AfMessage tool = {
      .size = sizeof(AfMessage), .role = AF_ROLE_TOOL, .parts = one, .part_count = 1};
  if (self->steps > 0) add(context, &tool);
  return AF_OK;
}

typedef struct Outputs {
  char text[64];
} Outputs;

static void take_run(void* context, uint64_t index, const AfRunResult* result) {
  Outputs* outputs = context;
  const size_t used = strlen(outputs->text);
  snprintf(outputs->text + used, sizeof outputs->text - used, "%llu:%u:%.*s;",
           (unsigned long long)index, result->verdict, (int)result->output.size,
           result->output.data);
}

/* The first reply must be the private number in an answer block; the second must be what the
 * program wrote. */
static AfStatus episode_step(void* episode, const AfCall* call, const AfReply* reply,
                             uint32_t* finished) {
  Episode* self = episode;
  if (self->steps++ == 0) {
    const AfText* service = call->host->get_service(text(AF_SERVICE_TEXT));
    AfStr answer;
    if (service->last_block(reply->text, text("answer"), &answer) != 0 &&
        answer.size == self->task.private_part.size &&
        memcmp(answer.data, self->task.private_part.data, answer.size) == 0) {
      self->right += 0.5;
    }
    return AF_OK;
  }
  const AfSandbox* sandbox = call->host->get_service(text(AF_SERVICE_SANDBOX));
  const AfProgram program = {.size = sizeof(AfProgram),
                             .language = STR("python3"),
                             .source = STR("print(int(input()) ** 2)")};
  const AfRunLimits limits = {
      .size = sizeof(AfRunLimits), .cpu_ms = 1000, .memory_bytes = 64u << 20, .output_bytes = 1000};
  const AfRunInput three = {.size = sizeof(AfRunInput), .standard_input = STR("3")};
  const AfRunInput four = {.size = sizeof(AfRunInput), .standard_input = STR("4")};
  const AfRunInput* const inputs[] = {&three, &four};
  Outputs outputs = {""};
  const AfStatus status = sandbox->run(call, &program, &limits, inputs, 2, &outputs, take_run);
  if (status != AF_OK) return status;
  if (same(reply->text, outputs.text)) self->right += 0.5;
  *finished = 1;
  return AF_OK;
}

static AfStatus episode_end(void* episode, const AfCall* call, AfEnd why) {
  (void)episode, (void)call, (void)why;
  return AF_OK;
}

static AfStatus episode_verdict(void* episode, const AfCall* call, AfVerdict* verdict) {
  (void)call;
  const Episode* self = episode;
  verdict->state = AF_VERDICT_SCORED;
  verdict->extraction = AF_EXTRACTION_FOUND;
  verdict->score = self->right;
  verdict->cause = self->right < 1 ? AF_CAUSE_ANSWER_WRONG : AF_CAUSE_NONE;
  put(verdict->evidence, "two halves");
  verdict->metric(verdict->context, text("steps"), self->steps);
  return AF_OK;
}

static void episode_close(void* episode) { free(episode); }
static void destroy(void* instance) { free(instance); }

/* ---- abilities ---- */

static AfStatus solve(void* episode, const AfCall* call, void* context, AfAddReply add) {
  (void)call;
  const Episode* self = episode;
  char answer[128];
  snprintf(answer, sizeof answer, "<answer>%.*s</answer>", (int)self->task.private_part.size,
           self->task.private_part.data);
  const char* second = "0:1:9\n;1:1:16\n;";
  const AfReply reply = {.size = sizeof(AfReply),
                         .text = self->steps == 0 ? text(answer) : text(second),
                         .finish = AF_FINISH_STOP};
  add(context, text("reference"), &reply);
  return AF_OK;
}

static AfStatus cheap(void* episode, const AfCall* call, const uint8_t seed[32], void* context,
                      AfAddReply add) {
  (void)episode, (void)call, (void)seed;
  const AfReply first = {.size = sizeof(AfReply), .text = STR("one"), .finish = AF_FINISH_STOP};
  const AfReply second = {.size = sizeof(AfReply), .text = STR("two"), .finish = AF_FINISH_STOP};
  add(context, text("first"), &first);
  add(context, text("second"), &second);
  return AF_OK;
}

static AfStatus canonical(void* episode, const AfCall* call, const AfSink* form) {
  (void)episode, (void)call;
  put(form, "form");
  return AF_OK;
}

static const void* get_extension(AfStr id) {
  static const AfEnvSolve solve_table = {.size = sizeof(AfEnvSolve), .solve = solve};
  static const AfEnvBaselines baselines = {.size = sizeof(AfEnvBaselines), .baselines = cheap};
  static const AfEnvMutants mutants = {.size = sizeof(AfEnvMutants), .mutants = cheap};
  static const AfEnvCanonical form = {.size = sizeof(AfEnvCanonical), .canonical = canonical};
  if (same(id, AF_ENV_SOLVE)) return &solve_table;
  if (same(id, AF_ENV_BASELINES)) return &baselines;
  if (same(id, AF_ENV_MUTANTS)) return &mutants;
  if (same(id, AF_ENV_CANONICAL)) return &form;
  return NULL;
}

static const AfEnvironment functions = {.size = sizeof(AfEnvironment),
                                        .task_make = task_make,
                                        .episode_open = episode_open,
                                        .episode_observe = episode_observe,
                                        .episode_step = episode_step,
                                        .episode_end = episode_end,
                                        .episode_verdict = episode_verdict,
                                        .episode_close = episode_close,
                                        .destroy = destroy,
                                        .get_extension = get_extension};

static AfStatus create(const AfCall* call, AfStr id, const AfSetting* const* settings,
                       uint64_t setting_count, const AfEnvironment** table, void** instance) {
  (void)call, (void)id;
  Instance* made = calloc(1, sizeof *made);
  if (made == NULL) return AF_RESOURCE;
  describe(made->settings, sizeof made->settings, settings, setting_count);
  *table = &functions;
  *instance = made;
  return AF_OK;
}

/* ---- the plugin ---- */

static AfStatus init(const AfHost* host) {
  (void)host;
  return AF_OK;
}
static const void* get_factory(AfStr id) {
  static const AfEnvironmentFactory factory = {.size = sizeof(AfEnvironmentFactory),
                                               .count = 1,
                                               .descriptors = descriptors,
                                               .create = create};
  return same(id, AF_ENVIRONMENT_FACTORY) ? &factory : NULL;
}

/* Needs nothing of a later minor version, whatever its headers have. */
const AfEntry affine_plugin_v1 = {.size = sizeof(AfEntry),
                                  .abi_major = AF_ABI_MAJOR,
                                  .abi_minor = 0,
                                  .init = init,
                                  .get_factory = get_factory};

__attribute__((section(AF_NOTE_SECTION), used)) static const AfNote note = {
    .magic = {'A', 'F', 'P', 'L', 'U', 'G', 'I', 'N'},
    .note_version = AF_NOTE_VERSION,
    .byte_order = AF_NOTE_BYTE_ORDER,
    .pointer_bytes = sizeof(void*),
    .align_u64 = 8,
    .call_bytes = AF_CALL_BYTES,
    .abi_major = AF_ABI_MAJOR,
    .abi_minor = 0,
    .kind = AF_KIND_ENVIRONMENT,
    .id = ID,
    .sdk_version = "1.0.0"};
