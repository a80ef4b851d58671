/* SPDX-License-Identifier: MIT */
/* Environments: they make tasks, talk with a model, and judge.
 *
 * A *task* is a pure function of (generator version, options, level, seed): no clock, no network,
 * no other randomness, the same bytes on every machine. An *episode* is one conversation about one
 * task:
 *
 *     open ─► observe ─► step(reply) ─► observe ─► step(reply) ─► … ─► verdict ─► close
 *
 * `step` answers whether the episode is finished; a single-turn task is finished after one step.
 * Task and replies determine everything, so replay and re-scoring are the same calls again.
 *
 * Threads: [any] may be called from several threads at once; [episode] never two at once on one
 * episode, but episodes of one instance overlap. */
#ifndef AFFINE_ABI_ENVIRONMENT_H
#define AFFINE_ABI_ENVIRONMENT_H

#include "call.h"
#include "chat.h"
#include "option.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A named bundle of difficulty knobs. Level i means the same everywhere for one generator version.
 */
typedef struct AfLevel {
  uint64_t size; /* sizeof(AfLevel) */
  AfStr name;    /* such as "20 variables" */
  AfStr summary; /* one line; may be empty */
} AfLevel;

/* Who an environment is, its levels and options. Lives until the process ends. */
typedef struct AfEnvironmentDescriptor {
  uint64_t size; /* sizeof(AfEnvironmentDescriptor) */
  AfStr id;      /* lower-case letters, digits, '-' and '.', at most 63 bytes */
  AfStr name, summary, license;
  uint32_t generator_version; /* any change of tasks or scores for a seed needs a new one; from 1 */
  uint32_t max_turns;         /* most steps of an episode; 1: single-turn */
  const AfLevel* const* levels;
  uint64_t level_count; /* at least 1 */
  const AfOption* const* options;
  uint64_t option_count;
} AfEnvironmentDescriptor;

/* A task: what `task_make` wrote, given back to `episode_open`. */
typedef struct AfTask {
  uint64_t size;      /* sizeof(AfTask) */
  AfStr public_part;  /* may be shown to anybody */
  AfStr private_part; /* answers and hidden tests; never in logs or messages */
  AfStr family;       /* may be empty: see AfTaskSinks */
} AfTask;

/* Where `task_make` writes a task. */
typedef struct AfTaskSinks {
  uint64_t size; /* sizeof(AfTaskSinks) */
  const AfSink* public_part;
  const AfSink* private_part;
  /* The kind of problem within the environment, such as "sliding window": printable text of at most
   * 64 bytes that groups tasks in reports. Writing nothing means that there is only one. It is no
   * part of the task's identity. */
  const AfSink* family;
} AfTaskSinks;

/* Whether a sample has a score. */
typedef uint32_t AfVerdictState;
enum { AF_VERDICT_UNSET = 0, AF_VERDICT_SCORED = 1, AF_VERDICT_VOID = 2 };

/* Whether an answer was found in the reply. */
typedef uint32_t AfExtraction;
enum {
  AF_EXTRACTION_NOT_APPLICABLE = 0,
  AF_EXTRACTION_FOUND = 1,
  AF_EXTRACTION_MISSING = 2,
  AF_EXTRACTION_MALFORMED = 3,
  AF_EXTRACTION_AMBIGUOUS = 4
};

/* Three axes that never mix: the call's status, scored or void, and how good. The host fills in
 * `state` = UNSET and `score` = NaN before the call: there is no default score. Later minor
 * versions append functions for named parts with weights and for named texts. */
typedef struct AfVerdict {
  uint64_t size; /* sizeof(AfVerdict) */
  AfVerdictState state;
  AfExtraction extraction;
  AfCause cause; /* scored below 1: a miner cause; void: which validator cause */
  uint32_t reserved;
  double score; /* in [0,1]; ignored when void */
  /* Short text for people, capped at 4 KiB: what was expected, what failed. */
  const AfSink* evidence;
  void* context; /* the first argument of `metric`, and of the functions that will follow it */
  void (*metric)(void* context, AfStr name, double value); /* named measurements; copied */
} AfVerdict;

/* Why the host ends an episode before the environment does. */
typedef uint32_t AfEnd;
enum { AF_END_TURN_LIMIT = 1, AF_END_LENGTH = 2, AF_END_TIME = 3 };

/* The functions of an environment. */
typedef struct AfEnvironment {
  uint64_t size; /* sizeof(AfEnvironment) */
  /* [any] Writes the task of (level, seed). */
  AfStatus (*task_make)(void* instance, const AfCall* call, uint32_t level, const uint8_t seed[32],
                        const AfTaskSinks* task);
  /* [any] Opens an episode; the task's bytes are borrowed until `episode_close`. Fails with
   * AF_INVALID_ARGUMENT when the bytes are not a task of this environment. */
  AfStatus (*episode_open)(void* instance, const AfCall* call, const AfTask* task, void** episode);
  /* [episode] Calls `add` once for each message of the whole conversation that a model should see
   * now, oldest first. Repeating it changes nothing. */
  AfStatus (*episode_observe)(void* episode, const AfCall* call, void* context,
                              void (*add)(void* context, const AfMessage* message));
  /* [episode] Delivers a reply. Sets `finished` to 1 when no more replies are wanted. */
  AfStatus (*episode_step)(void* episode, const AfCall* call, const AfReply* reply,
                           uint32_t* finished);
  /* [episode] Ends the episode early. A verdict must be possible afterwards. */
  AfStatus (*episode_end)(void* episode, const AfCall* call, AfEnd why);
  /* [episode] Judges a finished or ended episode. Never changes it. */
  AfStatus (*episode_verdict)(void* episode, const AfCall* call, AfVerdict* verdict);
  /* [episode] Always called, also after failures. */
  void (*episode_close)(void* episode);
  /* [any] After the last episode is closed. */
  void (*destroy)(void* instance);
  /* [any] An optional ability, or null: see reference.h. */
  const void* (*get_extension)(AfStr id);
} AfEnvironment;

/* Lists a plugin's environments and makes instances of them. */
typedef struct AfEnvironmentFactory {
  uint64_t size; /* sizeof(AfEnvironmentFactory) */
  uint64_t count;
  const AfEnvironmentDescriptor* const* descriptors;
  /* [any] Makes an instance from settings that fit the descriptor's options, in their order. */
  AfStatus (*create)(const AfCall* call, AfStr id, const AfSetting* const* settings,
                     uint64_t setting_count, const AfEnvironment** functions, void** instance);
} AfEnvironmentFactory;

#ifdef __cplusplus
}
#endif
#endif
