/* SPDX-License-Identifier: MIT */
/* The call context: every call into a plugin carries one.
 *
 * It lends the plugin a deadline, a way to notice cancellation, a place to say why a call failed,
 * and a log. There is no last-error variable and no global host pointer.
 *
 * Threads: a context belongs to one call on one thread and is invalid after the call returns. */
#ifndef AFFINE_ABI_CALL_H
#define AFFINE_ABI_CALL_H

#include "cause.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How important a line of the log is. */
typedef uint32_t AfLogLevel;
enum { AF_LOG_TRACE = 0, AF_LOG_DEBUG = 1, AF_LOG_INFO = 2, AF_LOG_WARN = 3, AF_LOG_ERROR = 4 };

struct AfHost;

/* See the top of this file. */
typedef struct AfCall {
  uint64_t size; /* sizeof(AfCall) */
  void* context;
  const struct AfHost* host; /* the host's services: see host.h */
  /* Monotonic time in nanoseconds (see AfClock) at which the host gives up on this call; 0: none
   */
  uint64_t deadline_ns;
  /* 1 when the call should return AF_CANCELLED soon. Poll at least every 10 ms of work. */
  uint32_t (*cancelled)(const struct AfCall* call);
  /* Records why the call fails; the last record before a status other than AF_OK counts.
   * `cause` may be AF_CAUSE_NONE, then the status decides. `path` names the option at fault for
   * AF_INVALID_CONFIG, such as "clauses.ratio"; empty otherwise. Both texts are copied. */
  void (*fail)(const struct AfCall* call, AfCause cause, AfStr path, AfStr text);
  /* Writes one line to the host's log; copied. Never put answers or secrets in it. */
  void (*log)(const struct AfCall* call, AfLogLevel level, AfStr text);
} AfCall;

/* The bytes of AfCall that every minor version has: the note's layout canary. */
#define AF_CALL_BYTES (offsetof(AfCall, log) + sizeof(((AfCall*)0)->log))

#ifdef __cplusplus
}
#endif
#endif
