// SPDX-License-Identifier: MIT
/// The binary note and the entry symbol of a plugin. Authors use the macros of environment.hpp and
/// backend.hpp, which end here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "../abi/entry.h"
#include "../abi/note.h"
#include "call.hpp"

#define AFFINE_SDK_VERSION "1.0.0"

/// The least ABI minor that a host must have for this plugin. A plugin that uses nothing of later
/// minors may define a lower number before it includes the SDK, and then loads into older hosts.
#ifndef AFFINE_NEEDED_MINOR
#define AFFINE_NEEDED_MINOR AF_ABI_MINOR
#endif

namespace affine::detail {

/// Measures the alignment of a 64-bit integer inside a struct.
struct AlignmentProbe {
  char first;
  std::uint64_t second;
};

/// The note of a plugin with this id, which has at most 63 bytes.
constexpr AfNote make_note(AfKind kind, std::string_view id) {
  AfNote note{};
  std::copy_n(AF_NOTE_MAGIC, sizeof(note.magic), note.magic);
  note.note_version = AF_NOTE_VERSION;
  note.byte_order = AF_NOTE_BYTE_ORDER;
  note.pointer_bytes = sizeof(void*);
  note.align_u64 = offsetof(AlignmentProbe, second);
  note.call_bytes = AF_CALL_BYTES;
  note.abi_major = AF_ABI_MAJOR;
  note.abi_minor = AFFINE_NEEDED_MINOR;
  note.kind = kind;
  std::copy_n(id.data(), std::min(id.size(), sizeof(note.id) - 1), note.id);
  std::copy_n(AFFINE_SDK_VERSION, sizeof(AFFINE_SDK_VERSION), note.sdk_version);
  return note;
}

/// An entry's `init` for plugins that need none.
inline AfStatus init_nothing(const AfHost*) { return AF_OK; }

}  // namespace affine::detail

/// Emits the note and the entry. `factory` is a function `const void*(AfStr id)`.
#define AFFINE_PLUGIN_ENTRY(plugin_kind, plugin_id, factory)                                      \
  extern "C" {                                                                                    \
  extern __attribute__((visibility("hidden"))) const AfNote affine_plugin_note;                   \
  extern __attribute__((visibility("default"))) const AfEntry affine_plugin_v1;                   \
  __attribute__((section(AF_NOTE_SECTION), used)) const AfNote affine_plugin_note =               \
      affine::detail::make_note(plugin_kind, plugin_id);                                          \
  __attribute__((used)) const AfEntry affine_plugin_v1 = {                                        \
      sizeof(AfEntry), AF_ABI_MAJOR, AFFINE_NEEDED_MINOR, affine::detail::init_nothing, factory}; \
  }                                                                                               \
  static_assert(sizeof(plugin_id) <= sizeof(AfNote::id), "a plugin id has at most 63 bytes");
