// SPDX-License-Identifier: MIT
#include "plugin/boundary/note.h"

#include <elf.h>

#include <affine/sdk/plugin.hpp>
#include <cstring>
#include <fstream>

#include "base/text.h"

namespace af::plugin {
namespace {

using base::Code;
using base::Error;

/// Reads structs from a file, never outside it.
class ElfFile {
 public:
  explicit ElfFile(const std::filesystem::path& file) : stream_(file, std::ios::binary) {
    stream_.seekg(0, std::ios::end);
    const auto end = stream_.tellg();
    size_ = end < 0 ? 0 : static_cast<std::uint64_t>(end);
  }

  [[nodiscard]] bool opened() const { return stream_.is_open() && size_ > 0; }

  template <class T>
  bool read(std::uint64_t offset, T& out) {
    return read_bytes(offset, reinterpret_cast<char*>(&out), sizeof(T));
  }
  /// A zero-terminated text of at most 64 bytes; empty if it lies outside.
  std::string text(std::uint64_t offset) {
    std::string text;
    for (char c = 0; text.size() < 64 && read(offset + text.size(), c) && c != 0;) text += c;
    return text;
  }

 private:
  bool read_bytes(std::uint64_t offset, char* to, std::uint64_t count) {
    if (offset > size_ || count > size_ - offset) return false;
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(offset));
    stream_.read(to, static_cast<std::streamsize>(count));
    return stream_.gcount() == static_cast<std::streamsize>(count);
  }

  std::ifstream stream_;
  std::uint64_t size_ = 0;
};

std::string fixed_text(const char* text, std::size_t capacity) {
  return base::printable(std::string_view(text, ::strnlen(text, capacity)));
}

}  // namespace

base::Result<AfNote> read_note(const std::filesystem::path& file) {
  const auto fail = [&](const std::string& why) {
    return Error{Code::plugin, file.string() + ": " + why, AF_CAUSE_CONFIG};
  };
  ElfFile elf(file);
  if (!elf.opened()) return fail("cannot be read");
  Elf64_Ehdr header;
  if (!elf.read(0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return fail("is not a shared object");
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB) {
    return fail("is not a 64-bit little-endian shared object; build it for this machine");
  }
  Elf64_Shdr names;
  if (header.e_shentsize != sizeof(Elf64_Shdr) ||
      !elf.read(header.e_shoff + std::uint64_t{header.e_shstrndx} * sizeof(Elf64_Shdr), names)) {
    return fail("has no section table");
  }
  for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section;
    if (!elf.read(header.e_shoff + i * sizeof(Elf64_Shdr), section)) break;
    if (elf.text(names.sh_offset + section.sh_name) != AF_NOTE_SECTION) continue;
    AfNote note;
    if (section.sh_size < sizeof(note) || !elf.read(section.sh_offset, note)) {
      return fail("its affine note is cut off");
    }
    return note;
  }
  return fail("has no affine note: it is not a plugin of affine");
}

base::Status check_note(const AfNote& note, const std::filesystem::path& file) {
  const AfNote ours = affine::detail::make_note(note.kind, "");
  std::string differences;
  const auto differs = [&](const char* field, const std::string& theirs, const std::string& host) {
    differences +=
        std::string("\n  ") + field + ": the plugin has " + theirs + ", this host has " + host;
  };
  const auto compare = [&](const char* field, std::uint32_t theirs, std::uint32_t host) {
    if (theirs != host) differs(field, std::to_string(theirs), std::to_string(host));
  };
  if (std::memcmp(note.magic, ours.magic, sizeof(note.magic)) != 0) {
    differs("magic", "'" + fixed_text(note.magic, sizeof(note.magic)) + "'", "'" AF_NOTE_MAGIC "'");
  }
  compare("note version", note.note_version, ours.note_version);
  compare("byte order", note.byte_order, ours.byte_order);
  compare("pointer bytes", note.pointer_bytes, ours.pointer_bytes);
  compare("alignment of 64-bit integers", note.align_u64, ours.align_u64);
  compare("call context bytes", note.call_bytes, ours.call_bytes);
  compare("ABI major", note.abi_major, ours.abi_major);
  if (note.abi_minor > ours.abi_minor) {
    differs("ABI minor", std::to_string(note.abi_minor),
            std::to_string(ours.abi_minor) + " or lower");
  }
  if (note.kind != AF_KIND_ENVIRONMENT && note.kind != AF_KIND_BACKEND) {
    differs("kind", std::to_string(note.kind), "1 (environment) or 2 (backend)");
  }
  if (id_of(note).empty()) differs("id", "none", "one of at most 63 bytes");
  if (differences.empty()) return base::Done{};
  return Error{Code::plugin,
               file.string() + ": refused, built for another ABI:" + differences +
                   "\n  Rebuild the plugin with the SDK of this `af` (" AFFINE_SDK_VERSION ").",
               AF_CAUSE_CONFIG};
}

std::string id_of(const AfNote& note) { return fixed_text(note.id, sizeof(note.id)); }
std::string sdk_version_of(const AfNote& note) {
  return fixed_text(note.sdk_version, sizeof(note.sdk_version));
}

}  // namespace af::plugin
