// SPDX-License-Identifier: MIT
#include "plugin/child/server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <unordered_map>

#include "base/log.h"
#include "plugin/boundary/local_environment.h"
#include "plugin/boundary/option_tree.h"
#include "plugin/boundary/services.h"
#include "plugin/child/lockdown.h"
#include "plugin/child/wire.h"

namespace af::plugin {
namespace {

using base::Error;

/// Answers calls for one plugin.
class Server {
 public:
  /// The payload of the answer to a call.
  std::string answer(const base::Frame& frame) {
    runs_ = {};
    WireReader reader(frame.payload);
    Writer out;
    switch (static_cast<Op>(frame.op)) {
      case Op::load:
        answer_load(reader, out);
        break;
      case Op::make:
        answer_make(reader, out);
        break;
      case Op::open:
        answer_open(reader, out);
        break;
      case Op::step:
        answer_step(reader, out);
        break;
      case Op::end:
        answer_end(reader, out);
        break;
      case Op::close:
        episodes_.erase(reader.u64());
        out.u8(1);
        break;
      case Op::references:
        answer_references(reader, out);
        break;
      default:
        out.u8(0);
        out.error({base::Code::plugin, "unknown operation", AF_CAUSE_PLUGIN_CONTRACT});
    }
    return out.take();
  }

 private:
  void answer_load(WireReader& reader, Writer& out) {
    const std::string path = reader.text();
    write_result(out, load(path, reader.text()), [&](const std::string& json) { out.text(json); });
  }
  void answer_make(WireReader& reader, Writer& out) {
    const CallContext call = read_context(reader, true);
    const std::uint32_t level = reader.u32();
    write_result(out, environment().make_task(level, reader.seed(), call),
                 [&](const Task& task) { out.task(task); });
  }
  void answer_open(WireReader& reader, Writer& out) {
    const CallContext call = read_context(reader, true);
    const std::uint64_t id = reader.u64();
    Task task = reader.task();
    write_turn(out, open(id, std::move(task), reader.replies(), call));
    if (runs_.wanted) episodes_.erase(id);
  }
  void answer_step(WireReader& reader, Writer& out) {
    const CallContext call = read_context(reader, false);
    const std::uint64_t id = reader.u64();
    write_turn(out, step(id, reader.reply(), call));
    if (runs_.wanted) episodes_.erase(id);
  }
  void answer_end(WireReader& reader, Writer& out) {
    const CallContext call = read_context(reader, true);
    episodes_.erase(reader.u64());
    Task task = reader.task();
    const auto replies = reader.replies();
    write_turn(out, end(std::move(task), replies, reader.u32(), call));
  }
  void answer_references(WireReader& reader, Writer& out) {
    const CallContext call = read_context(reader, true);
    Task task = reader.task();
    const auto replies = reader.replies();
    write_result(out, references(std::move(task), replies, reader.seed(), call),
                 [&](const References& value) { out.references(value); });
  }

  CallContext read_context(WireReader& reader, bool with_runs) {
    const CallContext call{deadline_from(reader.u64()), &runs_};
    if (with_runs) runs_ = reader.runs();
    return call;
  }
  /// Writes the value with `write`, or the error, or the request for runs that came up instead.
  template <class T, class Write>
  void write_result(Writer& out, const base::Result<T>& result, Write write) {
    if (runs_.wanted) {
      out.u8(2);
      out.request(*runs_.wanted);
      return;
    }
    out.u8(result.ok() ? 1 : 0);
    if (result.ok()) {
      write(*result);
    } else {
      out.error(result.error());
    }
  }
  void write_turn(Writer& out, const base::Result<Turn>& result) {
    write_result(out, result, [&](const Turn& turn) { out.turn(turn); });
  }

  static std::uint64_t deadline_from(std::uint64_t milliseconds) {
    return milliseconds == 0 ? 0 : monotonic_ns() + milliseconds * 1'000'000;
  }
  static Error no_episode() {
    return {base::Code::plugin, "no such episode", AF_CAUSE_PLUGIN_CONTRACT};
  }
  LocalEnvironment& environment() { return *environment_; }

  base::Result<std::string> load(const std::string& path, const std::string& options) {
    if (!library_) {
      auto library = Library::load(path);
      if (!library) return library.error();
      library_ = std::move(*library);
    }
    if (options.empty()) {
      auto descriptor = library_->environment();
      if (!descriptor) return descriptor.error();
      return base::dump(to_json(*descriptor));
    }
    auto parsed = base::parse_json(options);
    if (!parsed) return parsed.error();
    auto environment = LocalEnvironment::create(*library_, *parsed, log_);
    if (!environment) return environment.error();
    environment_ = std::move(*environment);
    if (auto locked = lock_down_files(); !locked) return locked.error();
    return base::dump(to_json(environment_->descriptor()));
  }

  base::Result<Turn> open(std::uint64_t id, Task task, const std::vector<Reply>& replies,
                          const CallContext& call) {
    auto episode = environment().open(std::move(task), call);
    if (!episode) return episode.error();
    episodes_[id] = std::move(*episode);
    if (replies.empty()) return episodes_[id]->observe(call);
    base::Result<Turn> turn = Turn{};
    for (const auto& reply : replies) {
      turn = step(id, reply, call);
      if (!turn || turn->verdict) break;
    }
    return turn;
  }

  base::Result<Turn> step(std::uint64_t id, const Reply& reply, const CallContext& call) {
    const auto found = episodes_.find(id);
    if (found == episodes_.end()) return no_episode();
    auto turn = found->second->step(reply, call);
    if (!turn || turn->verdict) episodes_.erase(id);
    return turn;
  }

  /// A new episode on `task` to which `replies` have been delivered.
  base::Result<std::unique_ptr<LocalEpisode>> replay(Task task, const std::vector<Reply>& replies,
                                                     const CallContext& call) {
    auto episode = environment().open(std::move(task), call);
    if (!episode) return episode.error();
    for (const auto& reply : replies) {
      if (auto turn = (*episode)->step(reply, call); !turn) return turn.error();
    }
    return episode;
  }

  base::Result<Turn> end(Task task, const std::vector<Reply>& replies, AfEnd why,
                         const CallContext& call) {
    auto episode = replay(std::move(task), replies, call);
    if (!episode) return episode.error();
    return (*episode)->end(why, call);
  }

  base::Result<References> references(Task task, const std::vector<Reply>& replies,
                                      const base::Seed& seed, const CallContext& call) {
    auto episode = replay(std::move(task), replies, call);
    if (!episode) return episode.error();
    return (*episode)->references(seed, call);
  }

  base::Log log_ = base::make_log(3);
  ProgramRuns runs_;  // of the call in hand
  std::optional<Library> library_;
  std::shared_ptr<LocalEnvironment> environment_;
  std::unordered_map<std::uint64_t, std::unique_ptr<LocalEpisode>> episodes_;
};

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

int serve_plugin(int socket, std::uint64_t memory_mib) {
  if (auto locked = lock_down_process(memory_mib); !locked) {
    std::cerr << locked.error().message << '\n';
    return 1;
  }
  Server server;
  base::FrameBuffer frames;
  std::string chunk(256 * 1024, '\0'), answers;
  for (;;) {
    const ssize_t count = ::recv(socket, chunk.data(), chunk.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return 0;
    frames.append(std::string_view(chunk).substr(0, static_cast<std::size_t>(count)));
    base::Frame frame{};
    int state = 0;
    while ((state = frames.next(frame)) == 1) {
      answers +=
          base::make_frame(static_cast<std::uint8_t>(Op::result), frame.id, server.answer(frame));
      constexpr std::size_t batch_bytes = 256 * 1024;
      if (answers.size() > batch_bytes) {
        if (!send_all(socket, answers)) return 0;
        answers.clear();
      }
    }
    if (state < 0) return 1;
    if (!send_all(socket, answers)) return 0;
    answers.clear();
  }
}

}  // namespace af::plugin
