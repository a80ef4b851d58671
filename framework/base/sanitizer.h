// SPDX-License-Identifier: MIT
/// Which sanitizers this program was compiled with.
#pragma once

namespace af::base {

// GCC defines a macro for each sanitizer; Clang answers __has_feature instead.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define AF_HAS_ADDRESS_SANITIZER
#endif
#if __has_feature(thread_sanitizer)
#define AF_HAS_THREAD_SANITIZER
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define AF_HAS_ADDRESS_SANITIZER
#endif
#if defined(__SANITIZE_THREAD__)
#define AF_HAS_THREAD_SANITIZER
#endif

/// Whether AddressSanitizer is compiled in. It reserves terabytes of address space, and its pages
/// count as the program's memory.
constexpr bool has_address_sanitizer =
#if defined(AF_HAS_ADDRESS_SANITIZER)
    true;
#else
    false;
#endif

/// Whether ThreadSanitizer is compiled in. It reserves terabytes of address space.
constexpr bool has_thread_sanitizer =
#if defined(AF_HAS_THREAD_SANITIZER)
    true;
#else
    false;
#endif

#undef AF_HAS_ADDRESS_SANITIZER
#undef AF_HAS_THREAD_SANITIZER

}  // namespace af::base
