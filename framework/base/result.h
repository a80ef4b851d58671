// SPDX-License-Identifier: MIT
/// Result<T>: a value or an Error, for everything that can fail in normal operation. Exceptions are
/// for programming errors only.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "base/cause.h"

namespace af::base {

/// The kind of a failure. It decides the program's exit status.
enum class Code {
  usage,      ///< wrong command line or configuration: exit 2
  not_found,  ///< the thing asked for does not exist: exit 1
  failed,     ///< the requested check failed, or the data is wrong: exit 1
  io,         ///< files, disk, database: exit 1
  service,    ///< a service or the network failed after retries: exit 3
  plugin,     ///< a plugin failed or was refused: exit 1
  cancelled,  ///< interrupted: exit 130
};

/// A failure, as the user reads it.
struct Error {
  Code code = Code::failed;
  std::string message;          ///< what happened, where, and what to do next; one sentence or more
  Cause cause = AF_CAUSE_NONE;  ///< who could have caused it, where that decides a verdict
};

/// A value or an Error. Check `ok()` first: the wrong accessor throws std::bad_variant_access.
template <class T>
class [[nodiscard]] Result {
 public:
  /// Success with a value.
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}  // NOLINT
  /// Failure.
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  /// Whether there is a value.
  [[nodiscard]] bool ok() const noexcept { return content_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  /// The value; throws std::bad_variant_access when there is none.
  [[nodiscard]] T& value() & { return std::get<0>(content_); }
  /// The value; throws std::bad_variant_access when there is none.
  [[nodiscard]] const T& value() const& { return std::get<0>(content_); }
  /// The value, moved out; throws std::bad_variant_access when there is none.
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(content_)); }
  /// The error; throws std::bad_variant_access when there is a value.
  [[nodiscard]] const Error& error() const { return std::get<1>(content_); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> content_;
};

/// Success without a value.
struct Done {};
/// Success or an Error.
using Status = Result<Done>;

}  // namespace af::base
