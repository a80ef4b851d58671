// SPDX-License-Identifier: MIT
/// A library whose note says that it was built for another ABI, and that would say so if its code
/// ran.
#include <affine/sdk/plugin.hpp>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr AfNote foreign_note() {
  AfNote note = affine::detail::make_note(AF_KIND_ENVIRONMENT, "other-abi");
  note.abi_major = 99;
  note.pointer_bytes = 4;
  note.call_bytes = 1;
  return note;
}

/// Loading the library at all is the failure.
struct Trap {
  Trap() {
    std::puts("a refused plugin was loaded");
    std::abort();
  }
};
const Trap trap;

}  // namespace

__attribute__((section(AF_NOTE_SECTION), used)) static const AfNote note = foreign_note();
