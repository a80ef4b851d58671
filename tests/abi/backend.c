// SPDX-License-Identifier: MIT
/* A codec in plain C that encodes everything that it is given, and gives back what it is sent. It
 * is built against several versions of the headers, and uses what version 1.0 has. */
#include <affine/abi/backend.h>
#include <affine/abi/entry.h>
#include <affine/abi/note.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID "echo"
#define STR(literal) \
  { literal, sizeof(literal) - 1 }

static AfStr text(const char* from) {
  const AfStr result = {from, strlen(from)};
  return result;
}
static int same(AfStr left, const char* right) {
  return left.size == strlen(right) && memcmp(left.data, right, left.size) == 0;
}

static const AfOption prefix = {.size = sizeof(AfOption),
                                .name = STR("prefix"),
                                .help = STR("Begins each body."),
                                .default_value = STR("-"),
                                .kind = AF_OPTION_TEXT};
static const AfOption* const options[] = {&prefix};
static const AfBackendDescriptor descriptor = {.size = sizeof(AfBackendDescriptor),
                                               .id = STR(ID),
                                               .name = STR("Echo"),
                                               .summary = STR("Gives back what it is sent."),
                                               .license = STR("MIT"),
                                               .options = options,
                                               .option_count = 1};
static const AfBackendDescriptor* const descriptors[] = {&descriptor};

typedef struct Instance {
  char prefix[32];
} Instance;

static AfStatus create(const AfCall* call, AfStr id, const AfSetting* const* settings,
                       uint64_t setting_count, void** instance) {
  (void)call, (void)id;
  Instance* made = calloc(1, sizeof *made);
  if (made == NULL) return AF_RESOURCE;
  for (uint64_t i = 0; i < setting_count; ++i) {
    const AfStr value = settings[i]->value->text;
    snprintf(made->prefix, sizeof made->prefix, "%.*s", (int)value.size, value.data);
  }
  *instance = made;
  return AF_OK;
}
static void destroy(void* instance) { free(instance); }

static void put(const AfSink* sink, AfStr bytes) { sink->write(sink->context, bytes); }

static AfStatus request_encode(void* instance, const AfCall* call, const AfChatRequest* request,
                               const AfHttpRequest* http) {
  (void)call;
  put(http->path, text("/echo"));
  http->header(http->context, text("X-Model"), request->model);
  put(http->body, text(((Instance*)instance)->prefix));
  for (uint64_t i = 0; i < request->message_count; ++i) {
    const AfMessage* message = request->messages[i];
    char role[16];
    snprintf(role, sizeof role, "|%u:", message->role);
    put(http->body, text(role));
    for (uint64_t p = 0; p < message->part_count; ++p) put(http->body, message->parts[p]->text);
  }
  char numbers[64];
  snprintf(numbers, sizeof numbers, "|%llu,%.2f,%.2f,%llu", (unsigned long long)request->max_tokens,
           request->temperature, request->top_p, (unsigned long long)request->seed);
  put(http->body, text(numbers));
  if (request->simulation == NULL) return AF_OK;
  put(http->body, text("|"));
  put(http->body, request->simulation->solution->text);
  for (uint64_t i = 0; i < request->simulation->mutant_count; ++i) {
    put(http->body, text(","));
    put(http->body, request->simulation->mutants[i]->text);
  }
  return AF_OK;
}

typedef struct Response {
  char bytes[256];
  size_t count;
} Response;

static AfStatus response_open(void* instance, const AfCall* call, void** response) {
  (void)instance, (void)call;
  *response = calloc(1, sizeof(Response));
  return *response == NULL ? AF_RESOURCE : AF_OK;
}
static AfStatus response_feed(void* response, const AfCall* call, AfStr bytes, uint32_t* complete) {
  (void)call;
  Response* self = response;
  if (bytes.size > sizeof self->bytes - self->count) return AF_RESOURCE;
  memcpy(self->bytes + self->count, bytes.data, bytes.size);
  self->count += bytes.size;
  *complete = self->bytes[self->count - 1] == '.' ? 1 : 0;
  return AF_OK;
}
static AfStatus response_end(void* response, const AfCall* call, const AfHttpResponse* http,
                             void* context, AfComplete done) {
  (void)call;
  const Response* self = response;
  const AfStr bytes = {self->bytes, self->count};
  const AfCompletion completion = {.size = sizeof(AfCompletion),
                                   .text = bytes,
                                   .reasoning = http->content_type,
                                   .reported_model = STR("echo-1"),
                                   .finish = AF_FINISH_LENGTH,
                                   .cause = http->transport,
                                   .detail = http->transport_detail,
                                   .retry_after_ms = http->retry_after_ms,
                                   .prompt_tokens = http->status,
                                   .completion_tokens = 2,
                                   .reasoning_tokens = 3};
  done(context, 0, &completion);
  return AF_OK;
}
static void response_close(void* response) { free(response); }

static const void* get_profile(AfStr id) {
  static const AfCodec codec = {.size = sizeof(AfCodec),
                                .request_encode = request_encode,
                                .response_open = response_open,
                                .response_feed = response_feed,
                                .response_end = response_end,
                                .response_close = response_close};
  return same(id, AF_BACKEND_CODEC) ? &codec : NULL;
}

static AfStatus init(const AfHost* host) {
  (void)host;
  return AF_OK;
}
static const void* get_factory(AfStr id) {
  static const AfBackendFactory factory = {.size = sizeof(AfBackendFactory),
                                           .count = 1,
                                           .descriptors = descriptors,
                                           .create = create,
                                           .destroy = destroy,
                                           .get_profile = get_profile};
  return same(id, AF_BACKEND_FACTORY) ? &factory : NULL;
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
    .kind = AF_KIND_BACKEND,
    .id = ID,
    .sdk_version = "1.0.0"};
