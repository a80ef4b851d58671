/* SPDX-License-Identifier: MIT */
/* Optional abilities of environments, by string id.
 *
 * An environment may bear weight only if it offers *solve* and *baselines*. All of them look at an
 * open episode as it stands now, so they serve games as well as single-turn tasks. [episode] */
#ifndef AFFINE_ABI_REFERENCE_H
#define AFFINE_ABI_REFERENCE_H

#include "call.h"
#include "chat.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Receives one reply with its name. Both are borrowed and copied. Names are short, stable and
 * unique within a call. */
typedef void (*AfAddReply)(void* context, AfStr name, const AfReply* reply);

#define AF_ENV_SOLVE "af.env.solve/1"
/* Reference answers. */
typedef struct AfEnvSolve {
  uint64_t size; /* sizeof(AfEnvSolve) */
  /* Calls `add` once with the reply that a perfect player gives now; the name does not matter.
   * Followed to the end these replies score 1. */
  AfStatus (*solve)(void* episode, const AfCall* call, void* context, AfAddReply add);
} AfEnvSolve;

#define AF_ENV_BASELINES "af.env.baselines/1"
/* Cheap answers. */
typedef struct AfEnvBaselines {
  uint64_t size; /* sizeof(AfEnvBaselines) */
  /* Cheap replies (constant, random, majority …) whose success measures how weak a task is. The
   * same names in the same order at every turn. `seed` feeds their randomness. */
  AfStatus (*baselines)(void* episode, const AfCall* call, const uint8_t seed[32], void* context,
                        AfAddReply add);
} AfEnvBaselines;

#define AF_ENV_MUTANTS "af.env.mutants/1"
/* Wrong answers that look right. */
typedef struct AfEnvMutants {
  uint64_t size; /* sizeof(AfEnvMutants) */
  /* Replies that look right and must score 0 when each turn is answered with the one of that name.
   */
  AfStatus (*mutants)(void* episode, const AfCall* call, const uint8_t seed[32], void* context,
                      AfAddReply add);
} AfEnvMutants;

#define AF_ENV_CANONICAL "af.env.canonical/1"
/* What makes two tasks the same. */
typedef struct AfEnvCanonical {
  uint64_t size; /* sizeof(AfEnvCanonical) */
  /* Writes a form of the task that is equal for tasks that differ only by renaming or order. */
  AfStatus (*canonical)(void* episode, const AfCall* call, const AfSink* form);
} AfEnvCanonical;

#ifdef __cplusplus
}
#endif
#endif
