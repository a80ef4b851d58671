/* SPDX-License-Identifier: MIT */
/* Basic types of the affine plugin ABI, and the rule for its growth.
 *
 * Everything that crosses the boundary between `af` and a plugin is C11: fixed-width integers,
 * pointer+length strings, and tables of functions that begin with their own size. No C++ type,
 * exception or allocation crosses.
 *
 * Growth. Minor versions of this ABI only append. The rules are:
 *
 *   1. A struct that begins with `size` may gain fields at its end. The side that fills it sets
 *      `size` to the sizeof() of the headers that it was compiled with.
 *   2. Such a struct always goes by pointer, never by value. A list of them is an array of pointers
 *      and a count. So a struct that grows moves no other struct.
 *   3. A reader of a field that a later minor version added checks AF_HAS first, or reads it with
 *      AF_GET. A field that is absent means the same as zero, and zero means "default".
 *   4. Such a struct is never copied with sizeof(): the other side's may be shorter. Copy it field
 *      by field.
 *   5. AfStr and AfNote have no size: they never change.
 *   6. Numbers of kinds, roles, states and causes are never used again for something else. A reader
 *      that meets a number which it does not know refuses what carries it, as a broken contract,
 *      unless the header of that number says otherwise.
 *
 * Lifetimes: arguments are borrowed until the call returns; descriptors and function tables live
 * until the process ends; libraries are never unloaded. */
#ifndef AFFINE_ABI_TYPES_H
#define AFFINE_ABI_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The ABI major is part of the entry symbol's name. A host loads a plugin whose major is equal and
 * whose minor is not above its own. */
#define AF_ABI_MAJOR 1
#define AF_ABI_MINOR 0

/* 1 when the struct that `pointer` leads to is long enough to hold `field`, else 0. */
#define AF_HAS(pointer, Type, field) \
  ((pointer)->size >= offsetof(Type, field) + sizeof((pointer)->field))

/* The field where the struct holds it, else `otherwise`. */
#define AF_GET(pointer, Type, field, otherwise) \
  (AF_HAS(pointer, Type, field) ? (pointer)->field : (otherwise))

/* Text in UTF-8 or plain bytes, not terminated. `data` may be null when `size` is 0. */
typedef struct AfStr {
  const char* data;
  uint64_t size; /* bytes */
} AfStr;

/* Whether a *call* worked. How good an answer was is in AfVerdict. Readers treat an unknown code as
 * AF_INTERNAL. */
typedef int32_t AfStatus;
enum {
  AF_OK = 0,
  AF_INVALID_ARGUMENT = 1,    /* an argument breaks the contract */
  AF_INVALID_CONFIG = 2,      /* an option is wrong in a way the schema cannot express */
  AF_NOT_FOUND = 3,           /* no such id */
  AF_UNSUPPORTED = 4,         /* a known id that this build does not offer */
  AF_CANCELLED = 5,           /* the host asked the call to stop */
  AF_DEADLINE = 6,            /* the call noticed that its deadline has passed */
  AF_RESOURCE = 7,            /* memory or another resource is exhausted */
  AF_SANDBOX_UNAVAILABLE = 8, /* the sandbox service cannot run programs now */
  AF_CONTRACT = 9,            /* the other side broke a rule of this ABI */
  AF_INTERNAL = 10,           /* a bug in the plugin */
  AF_PENDING = 11             /* waits for a host service; the host calls again: see AfSandbox */
};

/* Where a call writes a result of any length. `write` may be called many times; the pieces are
 * joined. A status other than AF_OK means that the host takes no more (size cap reached): stop and
 * return that status. */
typedef struct AfSink {
  uint64_t size; /* sizeof(AfSink) */
  void* context;
  AfStatus (*write)(void* context, AfStr bytes);
} AfSink;

#ifdef __cplusplus
}
#endif
#endif
