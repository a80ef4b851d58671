/* Host services, asked for by string id.
 *
 * A plugin opens no socket, reads no clock and starts no process itself: it asks the host. A
 * service that a host does not offer is null. All service functions may be called from any thread
 * during a call into the plugin, and the tables live until the process ends. */
#ifndef AFFINE_ABI_HOST_H
#define AFFINE_ABI_HOST_H

#include "call.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct AfHost {
  uint64_t size; /* sizeof(AfHost) */
  /* [any thread] The table with this id, or null. */
  const void* (*get_service)(AfStr id);
} AfHost;

#define AF_SERVICE_RANDOM "af.host.random/1" /* AfRandom */

/* Keyed random streams. The stream of (seed, label) is the ChaCha20 key stream of RFC 8439 with the
 * 32-byte seed as key, nonce = four zero bytes then the 64-bit FNV-1a hash of the label (little
 * endian), and block counter 0, 1, 2, …; numbers are read from it as little-endian 64-bit words.
 * Labels give independent streams. The C++ layer computes the same stream without a call. */
typedef struct AfRandom {
  uint64_t size;
  /* Writes words `first` … `first + count - 1` of the stream to `out`. `first` is below 2^35. */
  AfStatus (*words)(const uint8_t seed[32], AfStr label, uint64_t first, uint64_t count,
                    uint64_t* out);
} AfRandom;

#define AF_SERVICE_CLOCK "af.host.clock/1" /* AfClock */

/* Monotonic time, for deadlines only. No wall-clock time exists in this interface. */
typedef struct AfClock {
  uint64_t size;
  uint64_t (*monotonic_ns)(void);
} AfClock;

#define AF_SERVICE_TEXT "af.host.text/1" /* AfText */

/* How every environment reads answers, so that all read them the same way. The results are slices
 * of the argument. */
typedef struct AfText {
  uint64_t size;
  /* The part of a reply after its reasoning: what follows the last closing think tag
   * ("</think>", "</thinking>", "</reasoning>"). An opened tag that is never closed leaves nothing.
   */
  AfStr (*strip_reasoning)(AfStr reply);
  /* Content of the last complete <tag>…</tag> block, without the white space around it. Returns 1
   * if there is one, else 0. A block that was opened later and never closed hides earlier ones. */
  uint32_t (*last_block)(AfStr text, AfStr tag, AfStr* content);
  /* Content of the last complete fenced block (``` or ~~~) whose info string begins with
   * `language`; an empty language takes any. Returns 1 if there is one, else 0. */
  uint32_t (*last_fence)(AfStr text, AfStr language, AfStr* content);
} AfText;

#define AF_SERVICE_SANDBOX "af.host.sandbox/1" /* AfSandbox */

/* An untrusted program. All texts are borrowed. */
typedef struct AfProgram {
  uint64_t size;
  AfStr language; /* "python3", "cpp", "javascript" */
  AfStr source;
} AfProgram;

/* Limits of each run; at most 30 s, 2 GiB and 1 MiB. Time is CPU time; a program that idles is
 * ended too. */
typedef struct AfRunLimits {
  uint64_t size;
  uint64_t cpu_ms, memory_bytes, output_bytes;
} AfRunLimits;

/* How a run ended. Each is the program's own doing: what is the machine's is a status, never one of
 * these. */
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
  uint64_t size;
  AfRunVerdict verdict;
  int32_t exit_status; /* -1 if it did not exit by itself */
  AfStr output;        /* complete unless the verdict is AF_RUN_OUTPUT_LIMIT */
  AfStr errors;        /* the first 4 KiB of standard error: for people, never for a verdict */
  AfStr detail;        /* why, for people */
  uint64_t cpu_us, peak_bytes;
} AfRunResult;

/* Runs untrusted programs, each run in a process of its own, all environments sharing the machine.
 *
 * `run` runs a program once for each of at most 64 inputs (its standard input) and delivers the
 * results in order. It does not wait: when the results are not there yet it answers AF_PENDING. The
 * plugin passes that status on at once, and is called again, with the same arguments and from the
 * beginning of the episode, when they are. So a call must ask for the same runs each time, and for
 * no more than 16 batches. AF_SANDBOX_UNAVAILABLE: this host cannot. What a program must not know,
 * such as the expected outputs, must not be in its source or input. */
typedef struct AfSandbox {
  uint64_t size;
  AfStatus (*run)(const AfCall* call, const AfProgram* program, const AfRunLimits* limits,
                  const AfStr* inputs, uint64_t count, void* context,
                  void (*take)(void* context, uint64_t index, const AfRunResult* result));
} AfSandbox;

#ifdef __cplusplus
}
#endif
#endif
