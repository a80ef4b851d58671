// SPDX-License-Identifier: MIT
#include "sse.hpp"

namespace openai {

bool SseDecoder::feed(std::string_view bytes, const Sink& sink) {
  std::size_t start = 0;
  while (start < bytes.size() && !overflow_) {
    if (after_cr_ && bytes[start] == '\n') ++start;
    after_cr_ = false;
    const std::size_t end = bytes.find_first_of("\r\n", start);
    const std::size_t length = (end == std::string_view::npos ? bytes.size() : end) - start;
    if (line_.size() + length + event_.data.size() > max_event_bytes) {
      overflow_ = true;
      line_.clear();
      break;
    }
    line_.append(bytes.substr(start, length));
    start += length;
    if (end == std::string_view::npos) break;
    after_cr_ = bytes[start] == '\r';
    ++start;
    end_line(sink);
  }
  return !overflow_;
}

void SseDecoder::finish(const Sink& sink) {
  if (overflow_) return;
  if (!line_.empty()) end_line(sink);
  dispatch(sink);
}

void SseDecoder::end_line(const Sink& sink) {
  std::string_view line = line_;
  if (at_start_ && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  at_start_ = false;
  if (line.empty()) {
    dispatch(sink);
  } else if (line.front() == '{') {
    sink({"message", std::string(line), true});
  } else if (line.front() != ':') {
    const std::size_t colon = line.find(':');
    const std::string_view field = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "data") {
      if (has_data_) event_.data += '\n';
      event_.data += value;
      has_data_ = true;
    } else if (field == "event") {
      event_.type = value;
    }
  }
  line_.clear();
}

void SseDecoder::dispatch(const Sink& sink) {
  if (has_data_ || event_.type != "message") sink(event_);
  event_ = {"message", {}, false};
  has_data_ = false;
}

}  // namespace openai
