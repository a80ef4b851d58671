// SPDX-License-Identifier: MIT
#include "store/export_reader.h"

namespace af::store {
namespace {

base::Result<ExportReader::Line> read_line(const std::string& text) {
  using Line = ExportReader::Line;
  const auto json = base::parse_json(text);
  if (!json) return json.error();
  if (!json->is_object()) return base::Error{base::Code::failed, "expected an object"};
  const auto type = json->find("type");
  if (type != json->end() && *type == "window") {
    auto window = window_from_json(*json);
    return window ? base::Result<Line>(Line(std::move(*window))) : window.error();
  }
  if (type != json->end() && *type == "rollout") {
    auto rollout = rollout_from_json(*json);
    return rollout ? base::Result<Line>(Line(std::move(*rollout))) : rollout.error();
  }
  return Line{};
}

}  // namespace

base::Result<ExportReader> ExportReader::open(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return base::Error{base::Code::usage, file.string() + ": cannot be read"};
  return ExportReader(std::move(stream), file.string());
}

base::Result<std::optional<ExportReader::Line>> ExportReader::next() {
  for (std::string text; std::getline(stream_, text);) {
    ++number_;
    if (text.empty()) continue;
    auto line = read_line(text);
    if (!line) {
      return base::Error{base::Code::usage,
                         name_ + ":" + std::to_string(number_) + ":1: " + line.error().message};
    }
    return std::optional(std::move(*line));
  }
  if (stream_.bad()) return base::Error{base::Code::io, name_ + ": cannot be read to its end"};
  return std::optional<Line>();
}

}  // namespace af::store
