/* SPDX-License-Identifier: MIT */
/* The entry: the one symbol that a plugin exports.
 *
 * It is data, not code, and its name carries the ABI major: `affine_plugin_v1`. After the note has
 * been accepted and the library loaded (immediate, local binding), the host checks `size`,
 * `abi_major` and `abi_minor` again, calls `init` once, and asks for the factory of the plugin's
 * kind. */
#ifndef AFFINE_ABI_ENTRY_H
#define AFFINE_ABI_ENTRY_H

#include "host.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AF_ENTRY_SYMBOL "affine_plugin_v1"

/* Ids for get_factory. */
#define AF_ENVIRONMENT_FACTORY "af.factory.environment/1" /* AfEnvironmentFactory */
#define AF_BACKEND_FACTORY "af.factory.backend/1"         /* AfBackendFactory */

/* See the top of this file. */
typedef struct AfEntry {
  uint64_t size; /* sizeof(AfEntry) */
  uint32_t abi_major, abi_minor;
  /* [once, before anything else] `host` lives until the process ends. Start no thread, open no file
   * and no socket. A status other than AF_OK refuses the plugin. */
  AfStatus (*init)(const AfHost* host);
  /* [any thread] Pointer to the factory with this id, or null. Unknown ids must give null. */
  const void* (*get_factory)(AfStr id);
} AfEntry;

#ifdef __cplusplus
}
#endif
#endif
