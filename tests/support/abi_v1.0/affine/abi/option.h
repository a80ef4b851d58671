/* SPDX-License-Identifier: MIT */
/* Options: one table in the plugin describes its configuration.
 *
 * The host derives everything from the table: the YAML checks (unknown keys, types, ranges, with
 * file, line and column), the JSON Schema for editors, and the reference page. `create` then gets
 * values that already fit, with defaults filled in, so a plugin needs no parser. */
#ifndef AFFINE_ABI_OPTION_H
#define AFFINE_ABI_OPTION_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The type of an option's value. */
typedef uint32_t AfOptionKind;
enum {
  AF_OPTION_BOOLEAN = 1,
  AF_OPTION_INTEGER = 2,
  AF_OPTION_NUMBER = 3,
  AF_OPTION_TEXT = 4,
  AF_OPTION_TEXTS = 5,   /* list of texts */
  AF_OPTION_NUMBERS = 6, /* mapping from names to numbers */
  AF_OPTION_RECORDS = 7, /* mapping from names to records; `fields` describes a record */
  AF_OPTION_SECRET = 8   /* name of a setting; the plugin gets a placeholder, never the value */
};

/* One of the values that a TEXT option may have. */
typedef struct AfChoice {
  uint64_t size; /* sizeof(AfChoice) */
  AfStr value;
} AfChoice;

/* One option: its name, help, type, default and bounds. */
typedef struct AfOption {
  uint64_t size; /* sizeof(AfOption) */
  AfStr name;
  AfStr help;          /* one sentence */
  AfStr default_value; /* as YAML flow text, such as "3" or "{}"; ignored when `required` */
  AfOptionKind kind;
  uint32_t required;              /* 1: a configuration must give it; 0: the default applies */
  double minimum, maximum;        /* for INTEGER, NUMBER and the values of NUMBERS; inclusive */
  const AfChoice* const* choices; /* for TEXT: the allowed values; none: any */
  uint64_t choice_count;
  const struct AfOption* const* fields; /* for RECORDS */
  uint64_t field_count;
} AfOption;

struct AfSetting;

/* A checked value; which members count follows from `kind`. */
typedef struct AfValue {
  uint64_t size; /* sizeof(AfValue) */
  AfOptionKind kind;
  uint32_t boolean; /* 0 or 1 */
  int64_t integer;
  double number;
  AfStr text;         /* TEXT; SECRET: the placeholder, or empty when no setting is named */
  const AfStr* texts; /* TEXTS */
  uint64_t text_count;
  /* NUMBERS: a name and a number each. RECORDS: a name and a value each, whose members are the
   * record's fields. */
  const struct AfSetting* const* members;
  uint64_t member_count;
} AfValue;

/* The value of one option, or one member of a mapping. */
typedef struct AfSetting {
  uint64_t size; /* sizeof(AfSetting) */
  AfStr name;
  const AfValue* value; /* never null */
} AfSetting;

#ifdef __cplusplus
}
#endif
#endif
