// SPDX-License-Identifier: MIT
#include "cli/output.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include <fmt/format.h>

#include "base/text.h"

namespace af::cli {
namespace {

bool looks_numeric(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.-–%") == std::string_view::npos;
}

}  // namespace

Output::Output() {
  std::fflush(stdout);
  const int copy = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  file_.reset(copy < 0 ? nullptr : ::fdopen(copy, "w"));
  terminal_ = copy >= 0 && ::isatty(copy) == 1;
}

void Output::print(std::string_view text) {
  clear_status();
  if (!file_) return;
  const bool written = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
  if (written && std::fflush(file_.get()) == 0) return;
  failed_ = errno != EPIPE;
  file_.reset();
}

void Output::line(std::string_view text) { print(std::string(text) + "\n"); }

std::size_t Output::width() const {
  winsize size{};
  if (terminal_ && ::ioctl(::fileno(file_.get()), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 100;
}

void Output::status(std::string_view text) {
  if (!terminal_ || !file_) return;
  std::fprintf(file_.get(), "\r\x1b[K%s", base::shortened(text, width() - 2).c_str());
  std::fflush(file_.get());
  status_shown_ = true;
}

void Output::clear_status() {
  if (!status_shown_ || !file_) return;
  std::fputs("\r\x1b[K", file_.get());
  status_shown_ = false;
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  std::vector<bool> numeric;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    widths.resize(std::max(widths.size(), rows[r].size()));
    numeric.resize(widths.size(), true);
    for (std::size_t i = 0; i < rows[r].size(); ++i) {
      widths[i] = std::max(widths[i], base::columns(rows[r][i]));
      numeric[i] = numeric[i] && (r == 0 || looks_numeric(rows[r][i]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - base::columns(row[i]), ' ');
      if (i > 0) line += "  ";
      line += numeric[i] ? padding + row[i] : row[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string fixed(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

}  // namespace af::cli
