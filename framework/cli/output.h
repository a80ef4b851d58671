// SPDX-License-Identifier: MIT
/// The program's results: standard output, kept safe from everybody else. At start the real
/// standard output is taken away and descriptor 1 is pointed at standard error, so that a stray
/// print in a plugin or a library cannot spoil a result.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace af::cli {

/// The program's results, on standard output. One in the program; one thread.
class Output {
 public:
  /// Takes over standard output; call once, first thing.
  Output();

  /// Writes text and flushes. A reader who has gone ends the program's output quietly; any other
  /// failure, such as a full disk, is kept for `failed`.
  void print(std::string_view text);
  /// The same with a line break.
  void line(std::string_view text);
  /// One JSON document on one line.
  void json(const base::Json& value) { line(base::dump(value)); }

  /// Whether results go to a terminal.
  [[nodiscard]] bool is_terminal() const noexcept { return terminal_; }
  /// Whether a result could not be written.
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// Columns of the terminal; 100 elsewhere.
  [[nodiscard]] std::size_t width() const;

  /// A line that replaces itself, on a terminal only; `clear_status` removes it.
  void status(std::string_view text);
  /// Removes the status line, before anything else is printed.
  void clear_status();

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  bool terminal_ = false, status_shown_ = false, failed_ = false;
};

/// Columns that line up; the first row is the heading. Columns of numbers are right-aligned.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows);

/// A number with so many decimals.
[[nodiscard]] std::string fixed(double value, int decimals);

}  // namespace af::cli
