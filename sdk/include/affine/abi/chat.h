/* SPDX-License-Identifier: MIT */
/* Chat: the messages that environments send and the replies that models give. */
#ifndef AFFINE_ABI_CHAT_H
#define AFFINE_ABI_CHAT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Who wrote a message. */
typedef uint32_t AfRole;
enum {
  AF_ROLE_SYSTEM = 1,
  AF_ROLE_USER = 2,
  AF_ROLE_ASSISTANT = 3,
  AF_ROLE_TOOL = 4 /* the result of a tool that the model called */
};

/* What a part of a message is. 2 (image), 3 (tool call) and 4 (tool result) are reserved: a later
 * minor version defines them together with the fields that they need. */
typedef uint32_t AfPartKind;
enum { AF_PART_TEXT = 1 };

/* One part of a message. */
typedef struct AfPart {
  uint64_t size; /* sizeof(AfPart) */
  AfPartKind kind;
  uint32_t reserved; /* 0 */
  AfStr text;        /* TEXT: valid UTF-8 */
} AfPart;

/* One message of a conversation. The text of a message is the text of its parts, joined. */
typedef struct AfMessage {
  uint64_t size; /* sizeof(AfMessage) */
  AfRole role;
  uint32_t reserved; /* 0 */
  const AfPart* const* parts;
  uint64_t part_count;
} AfMessage;

/* Why a model stopped. */
typedef uint32_t AfFinish;
enum {
  AF_FINISH_STOP = 1,   /* the model ended its reply */
  AF_FINISH_LENGTH = 2, /* cut off at the token limit */
  AF_FINISH_FILTER = 3  /* withheld by the provider */
};

/* One reply of a model. The text may be empty, cut off, or hold any bytes that are valid UTF-8,
 * zero bytes included: none of that is an error. Later minor versions append tool calls. */
typedef struct AfReply {
  uint64_t size; /* sizeof(AfReply) */
  AfStr text;    /* without `reasoning` */
  /* Reasoning text that the server gave apart. Empty where the host does not record it: a replay
   * could not repeat it. */
  AfStr reasoning;
  AfFinish finish;
  uint32_t reserved;                         /* 0 */
  uint64_t prompt_tokens, completion_tokens; /* 0: not reported */
} AfReply;

#ifdef __cplusplus
}
#endif
#endif
