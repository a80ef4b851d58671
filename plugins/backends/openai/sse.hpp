// SPDX-License-Identifier: MIT
/// Decoder of server-sent events (the WHATWG event stream format) as inference servers send them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace openai {

/// One event, or one line that is not part of the format but looks like JSON: some servers report
/// errors that way in the middle of a stream.
struct Event {
  std::string type;   ///< "message" if the stream names none
  std::string data;   ///< data lines joined with LF
  bool bare = false;  ///< a line of JSON outside the event format
};

/// Feed it bytes in pieces of any size; it splits lines at LF, CRLF or a lone CR wherever they
/// fall.
class SseDecoder {
 public:
  using Sink = std::function<void(const Event&)>;

  /// Most bytes of one line or one event.
  static constexpr std::size_t max_event_bytes = 4u << 20;

  /// Calls `sink` once for each whole event. False when a line or event is too long; then the
  /// decoder takes nothing more.
  [[nodiscard]] bool feed(std::string_view bytes, const Sink& sink);

  /// The stream has ended: an event without its final empty line is given all the same.
  void finish(const Sink& sink);

 private:
  void end_line(const Sink& sink);
  void dispatch(const Sink& sink);

  std::string line_;
  Event event_{"message", {}, false};
  bool has_data_ = false;
  bool after_cr_ = false;
  bool at_start_ = true;
  bool overflow_ = false;
};

}  // namespace openai
