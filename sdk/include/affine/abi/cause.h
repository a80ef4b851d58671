/* SPDX-License-Identifier: MIT */
/* Causes: who could have produced a failure.
 *
 * A score is how good an answer was. A cause is why a sample has no score, or why it scored 0. The
 * class of a cause decides what happens to the sample; the pipeline, never a plugin, applies it:
 *
 *   miner      the miner's model could have caused it: scored (normally 0), not retried
 *   endpoint   the place where the model answers failed: retried within a bound, then scored 0
 *   validator  only the validator can cause it: never a score, the task is void for everyone
 *   plugin     the plugin failed: retried once in a fresh process, then void for everyone, unless
 *              one miner's replies alone trigger it
 *   operator   the person running the validator stopped it: no sample
 *
 * The hundreds of a number are its class, in later versions too. A plugin may report only the
 * numbers below. The host refuses any other, whatever its class, as AF_CAUSE_PLUGIN_CONTRACT: it
 * cannot know who is to blame. A plugin that needs a cause of a later minor version states that
 * version in its note. */
#ifndef AFFINE_ABI_CAUSE_H
#define AFFINE_ABI_CAUSE_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* See the top of this file. Numbers are grouped by class and never change. */
typedef uint32_t AfCause;
enum {
  AF_CAUSE_NONE = 0,

  /* miner */
  AF_CAUSE_ANSWER_WRONG = 100,
  AF_CAUSE_ANSWER_MISSING = 101,
  AF_CAUSE_ANSWER_MALFORMED = 102,
  AF_CAUSE_ANSWER_AMBIGUOUS = 103,
  AF_CAUSE_LENGTH_CUT = 104,       /* the reply was cut off at the token limit */
  AF_CAUSE_TURN_LIMIT = 105,       /* the turns of an episode were used up */
  AF_CAUSE_MINER_TIME_LIMIT = 106, /* the model's program or reply took too long */
  AF_CAUSE_CONTENT_FILTER = 107,   /* the provider withheld the reply */
  AF_CAUSE_CONTEXT_OVERFLOW = 108, /* the prompt does not fit the model */

  /* endpoint */
  AF_CAUSE_ENDPOINT_REFUSED = 200,      /* no connection */
  AF_CAUSE_ENDPOINT_5XX = 201,          /* the server answered with a server error */
  AF_CAUSE_ENDPOINT_TIMEOUT = 202,      /* connect, first byte, silence or total time */
  AF_CAUSE_ENDPOINT_RESET = 203,        /* the connection broke before the reply was complete */
  AF_CAUSE_ENDPOINT_REJECTED = 204,     /* the server answered with a client error */
  AF_CAUSE_ENDPOINT_BAD_RESPONSE = 205, /* not the protocol: wrong type, invalid JSON, no finish */
  AF_CAUSE_ENDPOINT_TOO_LARGE = 206,    /* more bytes than any honest reply has */
  AF_CAUSE_ENDPOINT_REDIRECT = 207,     /* a redirect; redirects are not followed */
  AF_CAUSE_ENDPOINT_RATE_LIMITED = 208, /* the miner's own server kept refusing with 429 */

  /* validator */
  AF_CAUSE_RATE_LIMITED_VALIDATOR = 300, /* a shared service limits the validator */
  AF_CAUSE_SANDBOX_UNAVAILABLE = 301,
  AF_CAUSE_DATASET_UNAVAILABLE = 302,
  AF_CAUSE_DISK = 303,
  AF_CAUSE_NETWORK = 304, /* the validator's own network or name resolution */
  AF_CAUSE_CONFIG = 305,  /* a configuration mistake, such as a key that is refused */

  /* plugin */
  AF_CAUSE_PLUGIN_CRASH = 400,
  /* broke a rule of this ABI: NaN score, unknown cause, garbage frame, no verdict */
  AF_CAUSE_PLUGIN_CONTRACT = 401,
  AF_CAUSE_PLUGIN_DEADLINE = 402, /* a call did not return in time */
  AF_CAUSE_PLUGIN_MEMORY = 403,   /* the plugin ran out of its memory allowance */

  /* operator */
  AF_CAUSE_OPERATOR_CANCELLED = 500
};

#ifdef __cplusplus
}
#endif
#endif
