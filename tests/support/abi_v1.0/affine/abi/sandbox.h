/* SPDX-License-Identifier: MIT */
/* The sandbox service: runs untrusted programs, each run in a process of its own.
 *
 * All environments share the machine that runs the programs. A call never waits for them: see
 * AfSandbox for how a plugin gets the results. */
#ifndef AFFINE_ABI_SANDBOX_H
#define AFFINE_ABI_SANDBOX_H

#include "call.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AF_SERVICE_SANDBOX "af.host.sandbox/1" /* AfSandbox */

/* An untrusted program. All texts are borrowed. Later minor versions append files beside the source
 * and a session, in which several runs share one process. */
typedef struct AfProgram {
  uint64_t size;  /* sizeof(AfProgram) */
  AfStr language; /* "python3", "cpp", "javascript" */
  AfStr source;
} AfProgram;

/* What one run of a program gets. Later minor versions append files and arguments. */
typedef struct AfRunInput {
  uint64_t size; /* sizeof(AfRunInput) */
  AfStr standard_input;
} AfRunInput;

/* Limits of each run; at most 30 s, 2 GiB and 1 MiB. Time is CPU time; a program that idles is
 * ended too. */
typedef struct AfRunLimits {
  uint64_t size; /* sizeof(AfRunLimits) */
  uint64_t cpu_ms, memory_bytes, output_bytes;
} AfRunLimits;

/* How a run ended. The program itself causes each of these; a failure of the machine is a status,
 * never one of these. */
typedef uint32_t AfRunVerdict;
enum {
  AF_RUN_OK = 1,            /* exit status 0 */
  AF_RUN_RUNTIME_ERROR = 2, /* another exit status, or a signal */
  AF_RUN_TIME_LIMIT = 3,
  AF_RUN_MEMORY_LIMIT = 4,
  AF_RUN_OUTPUT_LIMIT = 5,
  AF_RUN_VIOLATION = 6, /* a forbidden system call */
  AF_RUN_REJECTED = 7   /* never ran: not text, too long, or it does not compile */
};

/* Texts are the program's own bytes, valid during the call that delivers them. */
typedef struct AfRunResult {
  uint64_t size; /* sizeof(AfRunResult) */
  AfRunVerdict verdict;
  int32_t exit_status; /* -1 if it did not exit by itself */
  AfStr output;        /* complete unless the verdict is AF_RUN_OUTPUT_LIMIT */
  AfStr errors;        /* the first 4 KiB of standard error: for people, never for a verdict */
  AfStr detail;        /* why, for people */
  uint64_t cpu_us, peak_bytes;
} AfRunResult;

/* `run` runs a program once for each of at most 64 inputs (its standard input) and delivers the
 * results in order. It does not wait: when the results are not there yet it answers AF_PENDING. The
 * plugin passes that status on at once, and is called again, with the same arguments and from the
 * beginning of the episode, when they are. So a call must ask for the same runs each time, and for
 * no more than 16 batches. AF_SANDBOX_UNAVAILABLE: this host cannot. What a program must not know,
 * such as the expected outputs, must not be in its source or input. */
typedef struct AfSandbox {
  uint64_t size; /* sizeof(AfSandbox) */
  AfStatus (*run)(const AfCall* call, const AfProgram* program, const AfRunLimits* limits,
                  const AfRunInput* const* inputs, uint64_t count, void* context,
                  void (*take)(void* context, uint64_t index, const AfRunResult* result));
} AfSandbox;

#ifdef __cplusplus
}
#endif
#endif
