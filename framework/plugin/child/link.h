// SPDX-License-Identifier: MIT
/// The connection to one child process: its socket, and what it writes to standard output.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/frames.h"

namespace af::plugin {

/// Reads and writes frames without blocking. Everything happens on one executor. Pending reads and
/// writes keep it alive.
class ChildLink : public std::enable_shared_from_this<ChildLink> {
 public:
  /// What the owner wants to know. None is called from within the functions below.
  struct Handlers {
    std::function<void()> received;  ///< `frames()` has new bytes
    std::function<void()> ended;     ///< the child has closed its socket
    /// A line of the child's output, cut to 500 bytes, also after `close`; at most 1000 a child.
    std::function<void(const std::string&)> line;
  };

  /// Takes over both file descriptors.
  ChildLink(boost::asio::io_context& context, int socket, int output, Handlers handlers);

  /// Begins to read. Call it once.
  void start();
  /// Queues bytes; they leave in the order of the calls.
  void send(std::string_view bytes);
  /// What has arrived and was not taken.
  [[nodiscard]] base::FrameBuffer& frames() noexcept { return frames_; }
  /// False after `close`.
  [[nodiscard]] bool is_open() const noexcept { return open_; }
  /// Closes the socket: nothing more is sent, and neither `received` nor `ended` is called.
  void close();

 private:
  void read_socket();
  void read_output();
  void on_output(std::string_view bytes);
  void write();

  boost::asio::local::stream_protocol::socket socket_;
  boost::asio::posix::stream_descriptor output_;
  Handlers handlers_;
  base::FrameBuffer frames_;
  std::string outgoing_, writing_;
  std::string incoming_, output_chunk_, output_line_;
  std::size_t lines_ = 0;
  bool open_ = true;
};

}  // namespace af::plugin
