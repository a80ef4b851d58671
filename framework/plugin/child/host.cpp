// SPDX-License-Identifier: MIT
#include "plugin/child/host.h"

#include "base/text.h"
#include "plugin/child/link.h"

namespace af::plugin {

namespace asio = boost::asio;
using base::Result;

namespace {

/// Most calls that a child has in hand at once: enough to keep it busy, few enough to repeat.
constexpr std::size_t max_sent = 256;
/// A call should notice its own deadline; this much later the child is killed.
constexpr std::chrono::milliseconds grace{500};
constexpr std::chrono::milliseconds first_backoff{20};
constexpr std::chrono::milliseconds longest_backoff{5000};

}  // namespace

ChildHost::ChildHost(asio::io_context& context, ChildOptions options,
                     std::shared_ptr<base::Clock> clock, base::Log log)
    : context_(context),
      options_(std::move(options)),
      clock_(std::move(clock)),
      log_(std::move(log)),
      failures_(options_.crashes_allowed, options_.crash_period) {}

ChildHost::~ChildHost() { stop(); }

base::Awaitable<Result<ChildHost::Answer>> ChildHost::call(Encoder encoder) {
  return base::await_callback<Result<Answer>>(
      [self = shared_from_this(), encoder = std::move(encoder)](Done done) mutable {
        self->submit(std::move(encoder), std::move(done));
      });
}

base::Awaitable<Result<ChildHost::Answer>> ChildHost::load() {
  return call([this](std::uint64_t) { return load_call(); });
}

ChildHost::Call ChildHost::load_call() const {
  Writer payload;
  payload.text(options_.plugin.string());
  payload.text(configuration_);
  return {Op::load, payload.take(), false};
}

void ChildHost::report_contract_violation(std::uint64_t generation, const std::string& why) {
  if (link_ && generation == generation_)
    fail_child(AF_CAUSE_PLUGIN_CONTRACT, "broke the contract: " + why, true);
}

void ChildHost::notify(std::uint64_t generation, Call message) {
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
  if (clock_->now() < quarantined_until_) {
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
  std::string outgoing;
  while (!waiting_.empty() && sent_.size() < max_sent) {
    // A suspect is sent alone, so that a failure can only be its own.
    if (!sent_.empty() && (waiting_.front().suspect || sent_.front().suspect)) break;
    Pending pending = std::move(waiting_.front());
    waiting_.pop_front();
    const Call call = pending.encoder(generation_);
    pending.miner = call.miner;
    outgoing += base::make_frame(static_cast<std::uint8_t>(call.op), pending.id, call.payload);
    sent_.push_back(std::move(pending));
  }
  if (idle) watch_front();
  link_->send(outgoing);
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
  link_ = std::make_shared<ChildLink>(context_, process_->take_socket(), process_->take_output(),
                                      link_handlers());
  if (generation_ > 1 && !configuration_.empty()) queue_load();
  link_->start();
  return true;
}

ChildLink::Handlers ChildHost::link_handlers() {
  const auto with_host = [host = weak_from_this()](auto work) {
    if (const auto alive = host.lock()) work(*alive);
  };
  return {[with_host] { with_host([](ChildHost& host) { host.on_bytes(); }); },
          [with_host] {
            with_host([](ChildHost& host) { host.fail_child(AF_CAUSE_PLUGIN_CRASH, "", false); });
          },
          [with_host](const std::string& line) {
            with_host([&line](ChildHost& host) {
              host.log_->info("{} writes: {}", host.options_.id, base::printable(line));
            });
          }};
}

/// A fresh child must load the plugin before it gets the calls that waited.
void ChildHost::queue_load() {
  if (!waiting_.empty() && waiting_.front().loading) waiting_.pop_front();
  const auto done = [self = weak_from_this()](Result<Answer> result) {
    const auto host = self.lock();
    if (host && !result && !host->stopped_) {
      host->fail_child(AF_CAUSE_PLUGIN_CRASH, result.error().message, true);
    }
  };
  const auto encoder = [call = load_call()](std::uint64_t) { return call; };
  waiting_.push_front({next_id_++, encoder, done, false, true, false});
}

/// The answer in a frame; nothing when it breaks the protocol.
std::optional<Result<ChildHost::Answer>> ChildHost::read_answer(const base::Frame& frame) const {
  WireReader reader(frame.payload);
  const std::uint8_t kind = reader.u8();
  if (sent_.empty() || static_cast<Op>(frame.op) != Op::result || frame.id != sent_.front().id ||
      !reader.good() || kind > 2) {
    return {};
  }
  if (kind != 0) return Result<Answer>(Answer{kind == 2, std::string(frame.payload.substr(1))});
  base::Error error = reader.error();
  if (!reader.done()) return {};
  return Result<Answer>(std::move(error));
}

void ChildHost::on_bytes() {
  const std::shared_ptr<ChildLink> link = link_;  // a handler may end the child
  base::Frame frame{};
  int state = 0;
  bool answered = false;
  while (link->is_open() && (state = link->frames().next(frame)) == 1) {
    auto result = read_answer(frame);
    if (!result) {
      state = -1;
      break;
    }
    const Done done = std::move(sent_.front().done);
    sent_.pop_front();
    answered = true;
    done(std::move(*result));
  }
  if (!link->is_open()) return;
  if (state < 0) {
    fail_child(AF_CAUSE_PLUGIN_CONTRACT, "sent a frame that breaks the protocol", true);
    return;
  }
  if (answered) watch_front();
  pump();
}

base::Timer ChildHost::after(std::chrono::nanoseconds duration,
                             std::function<void(ChildHost&)> work) {
  return {context_.get_executor(), *clock_, duration,
          [clock = clock_, self = weak_from_this(), work = std::move(work)] {
            if (const auto host = self.lock()) work(*host);
          }};
}

void ChildHost::watch_front() {
  if (sent_.empty()) {
    front_watch_ = {};
    return;
  }
  front_watch_ = after(options_.call_time + grace, [](ChildHost& host) {
    host.fail_child(AF_CAUSE_PLUGIN_DEADLINE, "did not answer in time", true);
  });
}

std::string ChildHost::end_child(bool killed) {
  if (link_) link_->close();
  link_.reset();
  front_watch_ = {};
  if (!process_) return {};
  std::string end = process_->finish(killed);
  process_.reset();
  return end;
}

void ChildHost::fail_child(base::Cause cause, const std::string& detail, bool killed) {
  const std::string end = end_child(killed);
  if (stopped_) return;
  ++crash_count_;
  const auto now = clock_->now();
  const bool reproduced = sent_.size() == 1 && sent_.front().suspect;
  if (!reproduced || !sent_.front().miner) {
    failures_.add(now);
  } else {
    // A miner's text is the cause: the failure that made the call a suspect does not count either.
    failures_.take_back();
  }
  const base::Error error = failure(cause, detail.empty() ? end : detail);
  log_->warn("{}", error.message);
  std::vector<Done> failed;
  if (reproduced) {
    failed.push_back(std::move(sent_.front().done));
    sent_.pop_front();
  }
  requeue_suspects();
  if (failures_.exceeded(now)) quarantine(now, failed);
  for (const auto& done : failed) done(error);
  if (!waiting_.empty()) schedule_restart();
}

/// All calls that the failed child had in hand are tried again, one at a time.
void ChildHost::requeue_suspects() {
  for (; !sent_.empty(); sent_.pop_back()) {
    if (sent_.back().loading) continue;
    sent_.back().suspect = true;
    waiting_.push_front(std::move(sent_.back()));
  }
}

/// Moves all calls that wait to `failed`, and refuses new ones for a period.
void ChildHost::quarantine(Time now, std::vector<Done>& failed) {
  quarantined_until_ = now + options_.crash_period;
  log_->error("{}: {} failures within {} s: in quarantine for {} s; its tasks are void",
              options_.id, failures_.count(now), options_.crash_period.count(),
              options_.crash_period.count());
  failures_.clear();
  for (; !waiting_.empty(); waiting_.pop_front()) {
    if (!waiting_.front().loading) failed.push_back(std::move(waiting_.front().done));
  }
}

void ChildHost::schedule_restart() {
  if (restart_pending_ || stopped_) return;
  restart_pending_ = true;
  const auto doublings = std::min<std::size_t>(failures_.count(clock_->now()), 10);
  const auto backoff = std::min(first_backoff * (1 << doublings), longest_backoff);
  restart_ = after(backoff, [](ChildHost& host) {
    host.restart_pending_ = false;
    host.pump();
  });
}

void ChildHost::stop() {
  if (stopped_) return;
  stopped_ = true;
  restart_ = {};
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
