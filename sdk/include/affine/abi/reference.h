/* Optional abilities of environments, by string id.
 *
 * An environment may bear weight only if it offers *solve* and *baselines*. All three look at an
 * open episode as it stands now, so they serve games as well as single-turn tasks. [episode] */
#ifndef AFFINE_ABI_REFERENCE_H
#define AFFINE_ABI_REFERENCE_H

#include "call.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AF_ENV_SOLVE "af.env.solve/1"
typedef struct AfEnvSolve {
  uint64_t size;
  /* Writes the reply that a perfect player gives now. Followed to the end it scores 1. */
  AfStatus (*solve)(void* episode, const AfCall* call, const AfSink* reply);
} AfEnvSolve;

/* How baselines and mutants give several replies. Names are short, stable and unique. */
typedef void (*AfAddReply)(void* context, AfStr name, AfStr reply);

#define AF_ENV_BASELINES "af.env.baselines/1"
typedef struct AfEnvBaselines {
  uint64_t size;
  /* Cheap replies (constant, random, majority …) whose success measures how weak a task is. The
   * same names in the same order at every turn. `seed` feeds their randomness. */
  AfStatus (*baselines)(void* episode, const AfCall* call, const uint8_t seed[32], void* context,
                        AfAddReply add);
} AfEnvBaselines;

#define AF_ENV_MUTANTS "af.env.mutants/1"
typedef struct AfEnvMutants {
  uint64_t size;
  /* Replies that look right and must score 0 when each turn is answered with the one of that name.
   */
  AfStatus (*mutants)(void* episode, const AfCall* call, const uint8_t seed[32], void* context,
                      AfAddReply add);
} AfEnvMutants;

#define AF_ENV_CANONICAL "af.env.canonical/1"
typedef struct AfEnvCanonical {
  uint64_t size;
  /* Writes a form of the task that is equal for tasks that differ only by renaming or order. */
  AfStatus (*canonical)(void* episode, const AfCall* call, const AfSink* form);
} AfEnvCanonical;

#ifdef __cplusplus
}
#endif
#endif
