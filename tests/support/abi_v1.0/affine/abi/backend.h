/* SPDX-License-Identifier: MIT */
/* Backends: places where models answer. Two profiles, one of which a backend offers.
 *
 * *Codec* (preferred): the plugin encodes a request and decodes the response; the host does all
 * HTTP, limits, retries and recording. The plugin never sees a secret: it writes the placeholder
 * that the host gave it as the option's value, and the host replaces it when it sends.
 *
 * *Direct* (simulation, in-process inference): the plugin accepts a request with a ticket and
 * completes it later. Exactly one completion follows each accepted ticket, also after `cancel`.
 *
 * Threads: functions are called from any thread, codec responses from one thread at a time. */
#ifndef AFFINE_ABI_BACKEND_H
#define AFFINE_ABI_BACKEND_H

#include "call.h"
#include "chat.h"
#include "option.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* SIMULATION: the backend invents replies; the host lends it reference answers
 * (AfChatRequest.simulation) and refuses it on a real chain. */
enum { AF_BACKEND_SIMULATION = 1u << 0 };

/* Who a backend is, and its options. Lives until the process ends. */
typedef struct AfBackendDescriptor {
  uint64_t size; /* sizeof(AfBackendDescriptor) */
  AfStr id;
  AfStr name, summary, license;
  uint32_t flags;    /* AF_BACKEND_SIMULATION or 0 */
  uint32_t reserved; /* 0 */
  const AfOption* const* options;
  uint64_t option_count;
} AfBackendDescriptor;

/* What a simulation needs to answer well or badly on purpose. */
typedef struct AfSimulation {
  uint64_t size; /* sizeof(AfSimulation) */
  AfStr environment;
  const uint8_t* seed;     /* 32 bytes, the same for every miner on this task */
  uint32_t turn;           /* from 0 */
  uint32_t attempt;        /* from 0: earlier attempts at this task by this miner that failed */
  const AfReply* solution; /* the reference reply for this turn; null if there is none */
  const AfReply* const* mutants;
  uint64_t mutant_count;
} AfSimulation;

/* What is asked of a model. Borrowed for the call. */
typedef struct AfChatRequest {
  uint64_t size; /* sizeof(AfChatRequest) */
  AfStr model;
  const AfMessage* const* messages; /* the whole conversation, oldest first */
  uint64_t message_count;
  uint64_t max_tokens; /* 0: the server's default */
  double temperature;
  double top_p;
  uint64_t seed;                  /* sampling seed, for servers that honour one */
  const AfSimulation* simulation; /* null unless the backend is a simulation */
} AfChatRequest;

/* How an exchange ended. `cause` NONE means that `text` is a whole reply with a finish reason.
 * Later minor versions append tool calls. */
typedef struct AfCompletion {
  uint64_t size;   /* sizeof(AfCompletion) */
  AfStr text;      /* without reasoning */
  AfStr reasoning; /* reasoning text that the server gave apart */
  AfStr reported_model, request_id;
  AfFinish finish;
  AfCause cause;
  AfStr detail;            /* for people: what went wrong; no secrets */
  uint64_t retry_after_ms; /* hint; 0: none */
  uint64_t prompt_tokens, completion_tokens, reasoning_tokens; /* 0: not reported */
  uint64_t delay_ms; /* direct profile: the host delivers the completion this much later */
} AfCompletion;

/* Receives a completion; everything in it is borrowed and copied. */
typedef void (*AfComplete)(void* context, uint64_t ticket, const AfCompletion* completion);

/* The parts of an HTTP request, as a codec writes them. */
typedef struct AfHttpRequest {
  uint64_t size;      /* sizeof(AfHttpRequest) */
  const AfSink* path; /* appended to the endpoint's base URL */
  const AfSink* body; /* of a POST; UTF-8 */
  void* context;
  /* Called once for each header; a line break in either text breaks the contract. */
  void (*header)(void* context, AfStr name, AfStr value);
} AfHttpRequest;

/* The end of an HTTP exchange, without its body. */
typedef struct AfHttpResponse {
  uint64_t size;     /* sizeof(AfHttpResponse) */
  uint32_t status;   /* 0: the transfer failed before any status; `transport` is the reason */
  AfCause transport; /* AF_CAUSE_NONE when the body ended normally */
  AfStr content_type;
  AfStr transport_detail;
  uint64_t retry_after_ms; /* from Retry-After or retry-after-ms; 0: none */
} AfHttpResponse;

#define AF_BACKEND_CODEC "af.backend.codec/1"
/* The codec profile: see the top of this file. */
typedef struct AfCodec {
  uint64_t size; /* sizeof(AfCodec) */
  /* [any] Writes the parts of a request. */
  AfStatus (*request_encode)(void* instance, const AfCall* call, const AfChatRequest* request,
                             const AfHttpRequest* http);
  /* [any] Makes the state of one response, which `response_close` frees. */
  AfStatus (*response_open)(void* instance, const AfCall* call, void** response);
  /* [response] The next bytes of a body. Sets `complete` to 1 when the reply is whole or beyond
   * repair and the rest of the body does not matter. */
  AfStatus (*response_feed)(void* response, const AfCall* call, AfStr bytes, uint32_t* complete);
  /* [response] The exchange is over: calls `done` exactly once. */
  AfStatus (*response_end)(void* response, const AfCall* call, const AfHttpResponse* http,
                           void* context, AfComplete done);
  /* [response] Always called, also after failures. */
  void (*response_close)(void* response);
} AfCodec;

#define AF_BACKEND_DIRECT "af.backend.direct/1"
/* The direct profile: see the top of this file. */
typedef struct AfDirect {
  uint64_t size; /* sizeof(AfDirect) */
  /* [any] AF_OK: accepted, `done` will be called exactly once, now or later, on any thread. */
  AfStatus (*submit)(void* instance, const AfCall* call, const AfChatRequest* request,
                     uint64_t ticket, void* context, AfComplete done);
  /* [any] Best effort; the completion (AF_CAUSE_OPERATOR_CANCELLED) still follows. */
  void (*cancel)(void* instance, uint64_t ticket);
} AfDirect;

/* Lists a plugin's backends and makes instances of them. */
typedef struct AfBackendFactory {
  uint64_t size; /* sizeof(AfBackendFactory) */
  uint64_t count;
  const AfBackendDescriptor* const* descriptors;
  /* [any] Makes an instance from settings that fit the descriptor's options, in their order. */
  AfStatus (*create)(const AfCall* call, AfStr id, const AfSetting* const* settings,
                     uint64_t setting_count, void** instance);
  /* [any] After the last call on it has returned. */
  void (*destroy)(void* instance);
  /* [any] AfCodec or AfDirect by id, or null. */
  const void* (*get_profile)(AfStr id);
} AfBackendFactory;

#ifdef __cplusplus
}
#endif
#endif
