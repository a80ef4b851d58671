// SPDX-License-Identifier: MIT
#include "plugin/child/link.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace af::plugin {

namespace asio = boost::asio;

namespace {

constexpr std::size_t read_bytes = 256 * 1024;
constexpr std::size_t output_bytes = 4096;
constexpr std::size_t longest_line = 500;
constexpr std::size_t max_lines = 1000;

}  // namespace

ChildLink::ChildLink(asio::io_context& context, int socket, int output, Handlers handlers)
    : socket_(context, asio::local::stream_protocol(), socket),
      output_(context, output),
      handlers_(std::move(handlers)),
      incoming_(read_bytes, '\0'),
      output_chunk_(output_bytes, '\0') {}

void ChildLink::start() {
  read_socket();
  read_output();
}

void ChildLink::send(std::string_view bytes) {
  outgoing_ += bytes;
  write();
}

void ChildLink::close() {
  open_ = false;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void ChildLink::write() {
  if (!writing_.empty() || outgoing_.empty() || !open_) return;
  writing_.swap(outgoing_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                      self->writing_.clear();
                      if (!error) self->write();  // after an error the reader sees the end
                    });
}

void ChildLink::read_socket() {
  socket_.async_read_some(
      asio::buffer(incoming_),
      [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
        if (!self->open_) return;
        if (error) {
          self->handlers_.ended();
          return;
        }
        self->frames_.append(std::string_view(self->incoming_).substr(0, count));
        self->handlers_.received();
        if (self->open_) self->read_socket();
      });
}

void ChildLink::read_output() {
  output_.async_read_some(
      asio::buffer(output_chunk_),
      [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
        if (error) return;
        self->on_output(std::string_view(self->output_chunk_).substr(0, count));
        self->read_output();
      });
}

void ChildLink::on_output(std::string_view bytes) {
  for (const char c : bytes) {
    if (c != '\n') {
      if (output_line_.size() < longest_line) output_line_ += c;
      continue;
    }
    if (++lines_ <= max_lines) handlers_.line(output_line_);
    output_line_.clear();
  }
}

}  // namespace af::plugin
