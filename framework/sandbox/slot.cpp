// SPDX-License-Identifier: MIT
#include "sandbox/slot.h"

#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "base/text.h"

namespace af::sandbox {

namespace asio = boost::asio;
using base::Awaitable;
using base::Error;
using base::Result;

namespace {

/// How long a supervisor may take beyond the run itself: it may start a zygote on a busy machine.
constexpr std::uint64_t reply_margin_ms = 60'000;

Error unavailable(const std::string& why) {
  return {base::Code::failed, why, AF_CAUSE_SANDBOX_UNAVAILABLE};
}

/// What a process wrote to its standard output and error, at most 1000 bytes. It writes only when
/// it fails.
std::string error_text(int output) {
  std::string text(1000, '\0');
  const ssize_t count = ::read(output, text.data(), text.size());
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text.empty() ? text : ": " + base::printable(text);
}

}  // namespace

/// The connection to a supervisor. Coroutines share it, so that `restart` can close it meanwhile.
struct Slot::Link {
  explicit Link(asio::io_context& context) : socket(context), output(context), timer(context) {}
  asio::local::stream_protocol::socket socket;
  asio::posix::stream_descriptor output;
  asio::steady_timer timer;
  base::FrameBuffer frames;
  std::string incoming = std::string(256 * 1024, '\0');
  bool late = false;
};

Slot::Slot(asio::io_context& context, std::filesystem::path program, LayerSet accepted,
           unsigned number)
    : context_(context), program_(std::move(program)), accepted_(accepted), number_(number) {}

Slot::~Slot() { restart(); }

base::Status Slot::spawn() {
  std::string folder, why;
  auto cgroup = Cgroup::create(number_);
  if (cgroup) {
    cgroup_ = std::move(*cgroup);
    folder = cgroup_->path().string();
  } else {
    why = cgroup.error().message;
  }
  auto process = base::ChildProcess::spawn(
      program_, {"sandbox-slot", to_text(accepted_), std::to_string(number_), folder, why});
  if (!process) return unavailable(process.error().message);
  process_ = std::move(*process);
  link_ = std::make_shared<Link>(context_);
  link_->socket.assign(asio::local::stream_protocol(), process_->take_socket());
  link_->output.assign(process_->take_output());
  link_->output.non_blocking(true);
  return base::Done{};
}

Awaitable<Result<LayerSet>> Slot::start() {
  if (link_) co_return layers_;
  if (auto spawned = spawn(); !spawned) co_return spawned.error();
  const auto greeting = co_await receive(Message::ready, reply_margin_ms);
  const auto layers = greeting ? layers_from_text(*greeting) : std::nullopt;
  if (!layers) {
    restart();
    co_return greeting ? unavailable("the sandbox's process sent a broken greeting")
                       : greeting.error();
  }
  layers_ = *layers;
  tested_until_ = {};
  co_return layers_;
}

Awaitable<Result<Run>> Slot::run(const Job& job) {
  if (const auto started = co_await start(); !started) co_return started.error();
  const auto link = link_;
  const std::string frame =
      base::make_frame(static_cast<std::uint8_t>(Message::run), 0, encode(job));
  boost::system::error_code error;
  co_await asio::async_write(link->socket, asio::buffer(frame),
                             asio::redirect_error(asio::use_awaitable, error));
  Result<std::string> answer = unavailable("the sandbox's process is gone");
  if (!error) answer = co_await receive(Message::result, job.limits.longest() + reply_margin_ms);
  auto run = answer ? decode_run(*answer) : std::nullopt;
  if (run) co_return std::move(*run);
  if (!answer && answer.error().code == base::Code::service) {
    // The supervisor lives and can go on, but not in a cgroup that somebody has removed.
    if (cgroup_ && !cgroup_->exists()) restart();
    co_return answer.error();
  }
  if (link == link_) restart();
  co_return answer ? unavailable("the sandbox's process sent a broken answer") : answer.error();
}

Awaitable<Result<std::string>> Slot::receive(Message wanted, std::uint64_t timeout_ms) {
  const auto link = link_;
  link->timer.expires_after(std::chrono::milliseconds(timeout_ms));
  link->timer.async_wait([link](boost::system::error_code cancelled) {
    if (cancelled) return;
    link->late = true;
    boost::system::error_code ignored;
    link->socket.close(ignored);
  });
  Result<std::string> message = unavailable("the sandbox's process is gone");
  for (;;) {
    base::Frame frame;
    const int state = link->frames.next(frame);
    if (state == 1) {
      const auto kind = static_cast<Message>(frame.op);
      if (kind == wanted) message = std::string(frame.payload);
      if (kind == Message::refused || kind == Message::unable) {
        message =
            Error{base::Code::service, std::string(frame.payload), AF_CAUSE_SANDBOX_UNAVAILABLE};
      }
      break;
    }
    if (state < 0) break;
    boost::system::error_code error;
    const std::size_t count = co_await link->socket.async_read_some(
        asio::buffer(link->incoming), asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      if (!link->late && error != asio::error::operation_aborted) {
        message =
            unavailable("the sandbox's process is gone" + error_text(link->output.native_handle()));
      }
      if (link->late) message = unavailable("the sandbox's process does not answer");
      break;
    }
    link->frames.append(std::string_view(link->incoming).substr(0, count));
  }
  link->timer.cancel();
  co_return message;
}

void Slot::restart() {
  if (link_) {
    boost::system::error_code ignored;
    link_->timer.cancel();
    link_->socket.close(ignored);
    link_->output.close(ignored);
    link_.reset();
  }
  process_.reset();
  cgroup_.reset();
}

}  // namespace af::sandbox
