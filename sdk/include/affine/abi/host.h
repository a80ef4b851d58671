/* SPDX-License-Identifier: MIT */
/* Host services, asked for by string id.
 *
 * A plugin opens no socket, reads no clock and starts no process itself: it asks the host. A
 * service that a host does not offer is null. All service functions may be called from any thread
 * during a call into the plugin, and the tables live until the process ends. Running programs has a
 * header of its own: sandbox.h. */
#ifndef AFFINE_ABI_HOST_H
#define AFFINE_ABI_HOST_H

#include "call.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where services are asked for. */
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

#ifdef __cplusplus
}
#endif
#endif
