/* SPDX-License-Identifier: MIT */
/* The binary note: who a plugin is, readable without running a line of it.
 *
 * A plugin places one AfNote in the ELF section ".note.affine". The host reads the file, finds the
 * section and compares every field before it loads anything. A library that does not fit is refused
 * as a whole, with a message that names each differing field.
 *
 * The layout of this struct never changes; `note_version` guards it all the same. */
#ifndef AFFINE_ABI_NOTE_H
#define AFFINE_ABI_NOTE_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AF_NOTE_SECTION ".note.affine"
#define AF_NOTE_MAGIC "AFPLUGIN" /* 8 bytes, no terminator */
#define AF_NOTE_VERSION 1u
#define AF_NOTE_BYTE_ORDER 0x01020304u

/* What a plugin is. */
typedef uint32_t AfKind;
enum { AF_KIND_ENVIRONMENT = 1, AF_KIND_BACKEND = 2 };

/* See the top of this file. */
typedef struct AfNote {
  char magic[8];
  uint32_t note_version;  /* AF_NOTE_VERSION */
  uint32_t byte_order;    /* AF_NOTE_BYTE_ORDER as the compiler stores it */
  uint32_t pointer_bytes; /* sizeof(void *) */
  uint32_t align_u64;     /* alignment of a uint64_t inside a struct */
  uint32_t call_bytes;    /* AF_CALL_BYTES as compiled: the layout of AfCall's first version */
  uint32_t abi_major;
  uint32_t abi_minor; /* least host minor that the plugin can live with: its headers' level */
  AfKind kind;
  char id[64];          /* the plugin's id, zero-padded */
  char sdk_version[16]; /* SDK that built it, zero-padded; information only */
} AfNote;

#ifdef __cplusplus
}
#endif
#endif
