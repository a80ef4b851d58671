#include "plugin/child/host.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "base/text.h"

namespace af::plugin {

namespace asio = boost::asio;
using base::Result;

namespace {

/// Calls that may be on their way to a child at once: enough to keep it busy, few enough to lose.
constexpr std::size_t max_sent = 256;
/// A call notices its own deadline first; only one that does not is ended by force.
constexpr std::chrono::milliseconds grace{500};
constexpr std::chrono::milliseconds first_backoff{20};
constexpr std::chrono::milliseconds longest_backoff{5000};
constexpr std::size_t max_logged_lines = 1000;

}  // namespace

struct ChildHost::Link {
  explicit Link(asio::io_context& context) : socket(context), output(context) {}
  asio::local::stream_protocol::socket socket;
  asio::posix::stream_descriptor output;
  base::FrameBuffer frames;
  std::string outgoing, writing;
  std::string incoming = std::string(256 * 1024, '\0');
  std::string output_chunk = std::string(4096, '\0'), output_line;
  std::size_t logged_lines = 0;
  bool current = true;
};

ChildHost::ChildHost(asio::io_context& context, ChildOptions options, base::Log log)
    : context_(context),
      options_(std::move(options)),
      log_(std::move(log)),
      front_timer_(context),
      restart_timer_(context) {}

ChildHost::~ChildHost() { stop(); }

base::Awaitable<Result<ChildHost::Answer>> ChildHost::call(Encoder encoder) {
  return base::await_callback<Result<Answer>>(
      [self = shared_from_this(), encoder = std::move(encoder)](Done done) mutable {
        self->submit(std::move(encoder), std::move(done));
      });
}

base::Awaitable<Result<ChildHost::Answer>> ChildHost::load() {
  return call([this](std::uint64_t) {
    Writer payload;
    payload.text(options_.plugin.string());
    payload.text(configuration_);
    return Call{Op::load, payload.take(), false};
  });
}

void ChildHost::distrust(std::uint64_t generation, const std::string& why) {
  if (link_ && generation == generation_)
    fail_child(AF_CAUSE_PLUGIN_CONTRACT, "broke the contract: " + why, true);
}

void ChildHost::tell(std::uint64_t generation, Call message) {
  if (link_ && generation == generation_) {
    submit([message = std::move(message)](std::uint64_t) { return message; }, [](auto&&) {});
  }
}

void ChildHost::submit(Encoder encoder, Done done) {
  if (stopped_) {
    done(base::Error{base::Code::cancelled, options_.id + ": the plugin is stopped",
                     AF_CAUSE_OPERATOR_CANCELLED});
    return;
  }
  if (Clock::now() < quarantined_until_) {
    done(failure(AF_CAUSE_PLUGIN_CRASH, "is in quarantine after too many failures"));
    return;
  }
  waiting_.push_back({next_id_++, std::move(encoder), std::move(done), false, false, false});
  pump();
}

void ChildHost::pump() {
  if (waiting_.empty() || restart_pending_ || stopped_) return;
  if (!link_ && !start()) return;
  const bool idle = sent_.empty();
  while (!waiting_.empty() && sent_.size() < max_sent) {
    // A suspect travels alone.
    if (!sent_.empty() && (waiting_.front().suspect || sent_.front().suspect)) break;
    Pending pending = std::move(waiting_.front());
    waiting_.pop_front();
    const Call call = pending.encoder(generation_);
    pending.miner = call.miner;
    link_->outgoing +=
        base::make_frame(static_cast<std::uint8_t>(call.op), pending.id, call.payload);
    sent_.push_back(std::move(pending));
  }
  if (idle) watch_front();
  write_more(link_);
}

bool ChildHost::start() {
  auto process = base::ChildProcess::spawn(options_.program,
                                           {"plugin-host", std::to_string(options_.memory_mib)});
  if (!process) {
    fail_child(AF_CAUSE_PLUGIN_CRASH, process.error().message, false);
    return false;
  }
  process_ = std::move(*process);
  ++generation_;
  link_ = std::make_shared<Link>(context_);
  link_->socket.assign(asio::local::stream_protocol(), process_->take_socket());
  link_->output.assign(process_->take_output());
  if (generation_ > 1 && !configuration_.empty()) start_load();
  read_more(link_);
  read_output(link_);
  return true;
}

/// A fresh child must know its plugin before it gets the calls that waited.
void ChildHost::start_load() {
  Writer payload;
  payload.text(options_.plugin.string());
  payload.text(configuration_);
  if (!waiting_.empty() && waiting_.front().loading) waiting_.pop_front();
  waiting_.push_front({next_id_++,
                       [text = payload.take()](std::uint64_t) {
                         return Call{Op::load, text, false};
                       },
                       [self = weak_from_this()](Result<Answer> result) {
                         const auto host = self.lock();
                         if (host && !result && !host->stopped_) {
                           host->fail_child(AF_CAUSE_PLUGIN_CRASH, result.error().message, true);
                         }
                       },
                       false, true, false});
}

void ChildHost::write_more(const std::shared_ptr<Link>& link) {
  if (!link->writing.empty() || link->outgoing.empty() || !link->current) return;
  link->writing.swap(link->outgoing);
  asio::async_write(
      link->socket, asio::buffer(link->writing),
      [self = shared_from_this(), link](boost::system::error_code error, std::size_t) {
        link->writing.clear();
        if (!link->current || error) return;  // the reader sees the end
        self->write_more(link);
      });
}

void ChildHost::read_more(const std::shared_ptr<Link>& link) {
  link->socket.async_read_some(
      asio::buffer(link->incoming),
      [self = weak_from_this(), link](boost::system::error_code error, std::size_t count) {
        const auto host = self.lock();
        if (!host || !link->current) return;
        if (error) {
          host->fail_child(AF_CAUSE_PLUGIN_CRASH, "", false);
          return;
        }
        link->frames.append(std::string_view(link->incoming).substr(0, count));
        host->on_bytes(link);
        if (link->current) host->read_more(link);
      });
}

void ChildHost::on_bytes(const std::shared_ptr<Link>& link) {
  base::Frame frame{};
  int state = 0;
  bool answered = false;
  while (link->current && (state = link->frames.next(frame)) == 1) {
    WireReader reader(frame.payload);
    const std::uint8_t kind = reader.u8();
    if (sent_.empty() || static_cast<Op>(frame.op) != Op::result || frame.id != sent_.front().id ||
        !reader.good() || kind > 2) {
      state = -1;
      break;
    }
    Result<Answer> result = Answer{kind == 2, std::string(frame.payload.substr(1))};
    if (kind == 0) {
      result = reader.error();
      if (!reader.done()) {
        state = -1;
        break;
      }
    }
    const Done done = std::move(sent_.front().done);
    sent_.pop_front();
    answered = true;
    done(std::move(result));
  }
  if (!link->current) return;
  if (state < 0) {
    fail_child(AF_CAUSE_PLUGIN_CONTRACT, "sent a frame that breaks the protocol", true);
    return;
  }
  if (answered) watch_front();
  pump();
}

void ChildHost::read_output(const std::shared_ptr<Link>& link) {
  link->output.async_read_some(
      asio::buffer(link->output_chunk),
      [self = weak_from_this(), link](boost::system::error_code error, std::size_t count) {
        const auto host = self.lock();
        if (!host || error) return;
        for (std::size_t i = 0; i < count; ++i) {
          constexpr std::size_t longest_line = 500;
          const char c = link->output_chunk[i];
          if (c != '\n' && link->output_line.size() < longest_line) link->output_line += c;
          if (c != '\n') continue;
          if (++link->logged_lines <= max_logged_lines) {
            host->log_->info("{} says: {}", host->options_.id, base::printable(link->output_line));
          }
          link->output_line.clear();
        }
        host->read_output(link);
      });
}

void ChildHost::watch_front() {
  front_timer_.cancel();
  if (sent_.empty()) return;
  front_timer_.expires_after(options_.call_time + grace);
  front_timer_.async_wait(
      [self = weak_from_this(), id = sent_.front().id](boost::system::error_code error) {
        const auto host = self.lock();
        if (error || !host || host->sent_.empty() || host->sent_.front().id != id) return;
        host->fail_child(AF_CAUSE_PLUGIN_DEADLINE, "did not answer in time", true);
      });
}

void ChildHost::fail_child(base::Cause cause, const std::string& detail, bool killed) {
  if (link_) {
    link_->current = false;
    boost::system::error_code ignored;
    link_->socket.close(ignored);
    link_.reset();
  }
  std::string how = detail;
  if (process_) {
    const std::string end = process_->finish(killed);
    if (how.empty()) how = end;
    process_.reset();
  }
  front_timer_.cancel();
  if (stopped_) return;
  ++crash_count_;
  const auto now = Clock::now();
  const bool guilty = sent_.size() == 1 && sent_.front().suspect;
  if (!guilty || !sent_.front().miner) {
    recent_crashes_.push_back(now);
  } else if (!recent_crashes_.empty()) {
    recent_crashes_.pop_back();  // nor does the failure count that made it a suspect
  }
  while (!recent_crashes_.empty() && now - recent_crashes_.front() > options_.crash_period) {
    recent_crashes_.pop_front();
  }

  const base::Error error = failure(cause, how);
  log_->warn("{}", error.message);
  std::vector<Done> failed;
  if (guilty) {
    failed.push_back(std::move(sent_.front().done));
    sent_.pop_front();
  }
  for (; !sent_.empty(); sent_.pop_back()) {
    if (sent_.back().loading) continue;
    sent_.back().suspect = true;
    waiting_.push_front(std::move(sent_.back()));
  }
  if (recent_crashes_.size() >= static_cast<std::size_t>(options_.crashes_allowed)) {
    quarantined_until_ = now + options_.crash_period;
    log_->error("{}: {} failures within {} s: in quarantine for {} s; its tasks are void",
                options_.id, recent_crashes_.size(), options_.crash_period.count(),
                options_.crash_period.count());
    recent_crashes_.clear();
    for (; !waiting_.empty(); waiting_.pop_front()) {
      if (!waiting_.front().loading) failed.push_back(std::move(waiting_.front().done));
    }
  }
  for (const auto& done : failed) done(error);
  if (!waiting_.empty()) schedule_restart();
}

void ChildHost::schedule_restart() {
  if (restart_pending_ || stopped_) return;
  restart_pending_ = true;
  const auto doublings = std::min<std::size_t>(recent_crashes_.size(), 10);
  const auto backoff = std::min(first_backoff * (1 << doublings), longest_backoff);
  restart_timer_.expires_after(backoff);
  restart_timer_.async_wait([self = weak_from_this()](boost::system::error_code error) {
    const auto host = self.lock();
    if (error || !host) return;
    host->restart_pending_ = false;
    host->pump();
  });
}

void ChildHost::stop() {
  if (stopped_) return;
  stopped_ = true;
  restart_timer_.cancel();
  fail_child(AF_CAUSE_OPERATOR_CANCELLED, "stopped", true);
  std::deque<Pending> all;
  all.swap(sent_);
  while (!waiting_.empty()) {
    all.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  for (auto& pending : all) {
    pending.done(base::Error{base::Code::cancelled, options_.id + ": the plugin is stopped",
                             AF_CAUSE_OPERATOR_CANCELLED});
  }
}

base::Error ChildHost::failure(base::Cause cause, const std::string& detail) const {
  return {base::Code::plugin, options_.id + ": the plugin " + detail, cause};
}

}  // namespace af::plugin
