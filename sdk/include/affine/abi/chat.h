/* Chat: the messages that environments send and the replies that models give. */
#ifndef AFFINE_ABI_CHAT_H
#define AFFINE_ABI_CHAT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t AfRole;
enum { AF_ROLE_SYSTEM = 1, AF_ROLE_USER = 2, AF_ROLE_ASSISTANT = 3 };

typedef struct AfMessage {
  AfRole role;
  uint32_t reserved;
  AfStr text; /* valid UTF-8 */
} AfMessage;

/* Why a model stopped. */
typedef uint32_t AfFinish;
enum {
  AF_FINISH_STOP = 1,   /* the model ended its reply */
  AF_FINISH_LENGTH = 2, /* cut off at the token limit */
  AF_FINISH_FILTER = 3  /* withheld by the provider */
};

/* One reply of a model. The text may be empty, cut off, or hold any bytes that are valid UTF-8,
 * zero bytes included: none of that is an error. Reasoning text is not part of it. */
typedef struct AfReply {
  uint64_t size; /* sizeof(AfReply) */
  AfStr text;
  AfFinish finish;
  uint32_t reserved;
  uint64_t prompt_tokens, completion_tokens; /* 0: not reported */
} AfReply;

#ifdef __cplusplus
}
#endif
#endif
