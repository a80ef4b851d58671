// SPDX-License-Identifier: MIT
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <future>
#include <optional>

#include "spdlog/sinks/base_sink.h"
#include "sqlite/schema.h"
#include "store/open.h"
#include "store/schema.h"
#include "support/catch.h"
#include "support/files.h"
#include "support/run.h"
#include "support/temp.h"

using namespace af::store;
using af::base::Code;
using af::base::Status;
using test::result_of;
using S = SubmissionState;

namespace {

std::unique_ptr<Store> opened(const std::filesystem::path& file,
                              af::base::Log log = af::base::silent_log()) {
  auto store = open_store(file, std::move(log));
  if (!store) FAIL(store.error().message);
  return std::move(*store);
}

std::unique_ptr<Reader> reader_of(const std::filesystem::path& file) {
  auto reader = open_reader(file);
  if (!reader) FAIL(reader.error().message);
  return std::move(*reader);
}

Window window(std::int64_t number) {
  Window window;
  window.number = number;
  window.plan = "{}";
  window.secret = "secret";
  return window;
}

Rollout rollout(std::int64_t task, std::string text = "hello") {
  Rollout r;
  r.window = 1;
  r.environment = "sat";
  r.task = task;
  r.hotkey = "miner";
  r.conversation = std::move(text);
  return r;
}

std::int64_t count(Reader& reader) {
  std::int64_t total = 0;
  const auto counts = reader.counts(1);
  REQUIRE(counts.ok());
  for (const auto& [state, n] : *counts) total += n;
  return total;
}

/// Notes the first line that is logged.
class FirstLine : public spdlog::sinks::base_sink<std::mutex> {
 public:
  std::future<std::string> line() { return promise_.get_future(); }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (!noted_) promise_.set_value(std::string(message.payload.begin(), message.payload.end()));
    noted_ = true;
  }
  void flush_() override {}
  std::promise<std::string> promise_;
  bool noted_ = false;
};

/// A limit on the size of files, as a full disk that a test can make and undo anywhere.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() { lift(); }
  void lift() const { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("rollouts are there when they are acknowledged, once, and never change") {
  test::TempFolder folder;
  const auto file = folder.file("a.db");
  auto store = opened(file);
  struct stat found {};
  REQUIRE(::stat(file.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
  REQUIRE(result_of(store->open_window(window(1))).ok());
  CHECK_FALSE(result_of(store->open_window(window(1))).ok());
  boost::asio::io_context context(1);
  int acknowledged = 0;
  for (int i = 0; i < 100; ++i) {
    test::start(context, store->append(rollout(i % 50)), [&](const Status& status) {
      CHECK(status.ok());
      ++acknowledged;
    });
  }
  context.run();
  CHECK(acknowledged == 100);
  const auto reader = reader_of(file);
  CHECK(count(*reader) == 50);
  const auto row = reader->rollout(1);
  REQUIRE((row.ok() && *row));
  CHECK(digest_of(**row) == (*row)->digest);
  CHECK((*row)->conversation == "hello");
  store.reset();
  auto database = af::sqlite::open_or_create(file, schema());
  REQUIRE(database.ok());
  CHECK_FALSE(database->run("UPDATE rollout SET uid = 9").ok());
  CHECK_FALSE(database->run("DELETE FROM rollout").ok());
}

TEST_CASE("a write that is wrong in itself fails alone") {
  test::TempFolder folder;
  boost::asio::io_context context(1);  // outlives the thread that posts to it
  auto store = opened(folder.file("a.db"));
  REQUIRE(result_of(store->open_window(window(1))).ok());
  auto stray = rollout(1);
  stray.window = 7;  // there is no such window
  int good = 0;
  for (auto& row : {rollout(1), stray, rollout(2)}) {
    test::start(context, store->append(row),
                [&](const Status& status) { good += status.ok() ? 1 : 0; });
  }
  context.run();
  CHECK(good == 2);
  CHECK(count(*reader_of(folder.file("a.db"))) == 2);
}

TEST_CASE("a full disk makes writes wait until there is room") {
  test::TempFolder folder;
  auto sink = std::make_shared<FirstLine>();
  auto complaint = sink->line();
  boost::asio::io_context context(1);  // outlives the thread that posts to it
  auto store = opened(folder.file("a.db"), std::make_shared<spdlog::logger>("test", sink));
  REQUIRE(result_of(store->open_window(window(1))).ok());
  const FileLimit limit(std::filesystem::file_size(folder.file("a.db-wal")) + 100'000);
  int good = 0;
  for (int i = 0; i < 40; ++i) {
    test::start(context, store->append(rollout(i, std::string(20'000, 'x'))),
                [&](const Status& status) { good += status.ok() ? 1 : 0; });
  }
  context.poll();
  const std::string line = complaint.get();
  CHECK(line.find("make room on the disk") != std::string::npos);
  limit.lift();
  context.run();
  CHECK(good == 40);
  CHECK(count(*reader_of(folder.file("a.db"))) == 40);
}

TEST_CASE("only what is empty is adopted: not a single byte, and not what waits in a log") {
  test::TempFolder folder, copy;
  std::ofstream(folder.file("byte.db")) << 'x';
  const auto refused = [](const std::filesystem::path& file) {
    const auto before = test::picture_of(file.parent_path());
    const auto store = open_store(file, af::base::silent_log());
    return !store && store.error().code == Code::usage &&
           test::picture_of(file.parent_path()) == before;
  };
  CHECK(refused(folder.file("byte.db")));
  {
    auto foreign = af::sqlite::Database::open(folder.file("foreign.db"));
    REQUIRE((foreign && foreign->run("CREATE TABLE t (x)").ok()));
    for (const char* name : {"foreign.db", "foreign.db-wal"}) {
      std::filesystem::copy(folder.file(name), copy.file(name));
    }
  }
  CHECK(refused(copy.file("foreign.db")));
}

TEST_CASE("a file of another kind is refused and nothing appears beside it") {
  test::TempFolder folder;
  { REQUIRE(af::sqlite::open_or_create(folder.file("a.db"), {9, {"CREATE TABLE t (x)"}}).ok()); }
  const auto before = test::picture_of(folder.path());
  const auto store = open_store(folder.file("a.db"), af::base::silent_log());
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().code == Code::usage);
  CHECK_FALSE(open_reader(folder.file("a.db")).ok());
  CHECK(test::picture_of(folder.path()) == before);
}

TEST_CASE("a submission goes through its states, one at a time") {
  test::TempFolder folder;
  const auto file = folder.file("a.db");
  auto store = opened(file);
  REQUIRE(result_of(store->open_window(window(1))).ok());
  auto planned = result_of(store->plan_submission(1, 1000));
  REQUIRE(planned.ok());
  Submission s = *planned;
  CHECK_FALSE(result_of(store->plan_submission(1, 1001)).ok());
  const auto advance = [&](S state) {
    s.state = state;
    return result_of(store->advance(s));
  };
  const auto illegal = advance(S::confirmed);
  REQUIRE_FALSE(illegal.ok());
  CHECK(illegal.error().message.find("'confirmed' may not follow 'planned'") != std::string::npos);
  s.bytes = std::string("\0\xFF", 2);
  s.hash = "ab";
  s.nonce = 5;
  s.valid_until = 64;
  s.updated_ms = 2000;
  REQUIRE(advance(S::sent).ok());
  store.reset();  // as after a crash
  auto newest = reader_of(file)->submission(1);
  REQUIRE((newest.ok() && *newest));
  CHECK((*newest)->state == S::sent);
  CHECK((*newest)->bytes == s.bytes);
  CHECK((*newest)->nonce == 5);
  CHECK((*newest)->valid_until == 64);
  CHECK((*newest)->created_ms == 1000);
  CHECK((*newest)->updated_ms == 2000);
  store = opened(file);
  s.error = "gone";
  REQUIRE(advance(S::failed).ok());
  auto second = result_of(store->plan_submission(1, 3000));
  REQUIRE(second.ok());
  CHECK(second->id != s.id);
  s = *second;
  REQUIRE(advance(S::sent).ok());
  s.block = 9;
  REQUIRE(advance(S::confirmed).ok());
  CHECK_FALSE(advance(S::failed).ok());
  newest = reader_of(file)->submission(1);
  CHECK((*newest)->block == 9);
}

TEST_CASE("a record of the version before is read as it is, and upgraded by the first writer") {
  test::TempFolder folder;
  const auto file = folder.file("a.db");
  test::unpack_record("record.db", file);
  const auto submitted = [&] {
    const auto reader = reader_of(file);
    std::string text;
    for (std::int64_t number = 1; number <= 3; ++number) {
      const auto submission = reader->submission(number);
      REQUIRE(submission.ok());
      if (!*submission) continue;
      text += std::to_string(number) + " " + std::string(name_of((*submission)->state)) + " at " +
              std::to_string((*submission)->block) + "\n";
    }
    return text;
  };
  const auto rows = [&] {
    std::string lines;
    REQUIRE(reader_of(file)
                ->rollouts(1, Reader::Texts::with,
                           [&](const Rollout& r) { lines += af::base::dump(to_json(r)) + "\n"; })
                .ok());
    return lines;
  };
  const auto before = test::picture_of(folder.path());
  const std::string expected = "1 confirmed at 1\n2 confirmed at 101\n";
  CHECK(submitted() == expected);
  const std::string old_rows = rows();
  CHECK(test::picture_of(folder.path()) == before);
  { const auto store = opened(file); }
  CHECK(submitted() == expected);
  CHECK(rows() == old_rows);
  CHECK(test::picture_of(folder.path()) != before);
}
