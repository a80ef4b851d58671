// SPDX-License-Identifier: MIT
/// An environment that fails on request: the reply names the way, or the option `fail_in_make`
/// does.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <affine/sdk/environment.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace {

/// Written so that the compiler can neither foresee nor remove it.
void crash() {
  volatile int* nowhere = nullptr;
  *nowhere = 1;
}

void misbehave(std::string_view how) {
  if (how == "segfault") crash();
  if (how == "abort") std::abort();
  if (how == "hang") {
    std::printf("hangs on purpose\n");
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::hours(1));
  }
  if (how == "exit") std::_Exit(3);
  if (how == "throw") throw std::runtime_error("thrown on purpose");
  if (how == "throw_odd") throw 42;
  if (how == "memory") {
    std::vector<std::string> hoard;
    for (;;) hoard.emplace_back(std::size_t{64} << 20, 'x');
  }
  if (how == "print") {
    std::printf("%s\n", std::string(100'000, 'p').c_str());
    std::fflush(stdout);
  }
  if (how == "garbage") {
    const std::string garbage(64, '\xFF');
    [[maybe_unused]] const auto written = ::write(3, garbage.data(), garbage.size());
  }
  if (how == "network" && ::socket(AF_INET, SOCK_STREAM, 0) < 0) {
    throw affine::Failure("no socket", AF_INTERNAL, AF_CAUSE_SANDBOX_UNAVAILABLE);
  }
  if (how == "file" && ::open("/etc/passwd", O_RDONLY) < 0) {
    throw affine::Failure("no file", AF_INTERNAL, AF_CAUSE_SANDBOX_UNAVAILABLE);
  }
  if (how == "process" && ::fork() < 0) {
    throw affine::Failure("no process", AF_INTERNAL, AF_CAUSE_SANDBOX_UNAVAILABLE);
  }
}

class Faulty {
 public:
  struct Options {
    std::string fail_in_make = "no";
    std::int64_t number = 3;
    static affine::Fields<Options> fields() {
      affine::Fields<Options> fields;
      fields.add("fail_in_make", &Options::fail_in_make, {.help = "How making a task fails."})
          .add("number", &Options::number, {.help = "A number.", .minimum = 1, .maximum = 9});
      return fields;
    }
  };
  static affine::EnvironmentInfo info() {
    affine::EnvironmentInfo info;
    info.name = "Faulty";
    info.summary = "Fails on request.";
    info.levels = {{"one"}};
    return info;
  }
  explicit Faulty(Options options) : options_(std::move(options)) {}

  affine::Task make(std::uint32_t, affine::Random& random, const affine::Call&) const {
    misbehave(options_.fail_in_make);
    return {"say a word " + std::to_string(random.below(1'000'000)), "right", "words"};
  }
  std::string prompt(const affine::TaskView& task) const { return std::string(task.public_part); }
  affine::Verdict grade(const affine::TaskView&, const affine::Reply& reply,
                        const affine::Call& call) const {
    const std::string_view text = reply.text;
    misbehave(text);
    affine::Verdict verdict = affine::Verdict::wrong("not the word");
    if (text == "right") verdict = affine::Verdict::right();
    if (text == "nan") verdict.score = std::nan("");
    if (text == "two") verdict.score = 2;
    if (text == "unset") verdict.state = AF_VERDICT_UNSET;
    if (text == "void") verdict = affine::Verdict::voided(AF_CAUSE_DATASET_UNAVAILABLE, "gone");
    if (text == "void_miner") verdict = affine::Verdict::voided(AF_CAUSE_ANSWER_WRONG, "no");
    if (text == "unknown_cause") verdict.cause = 150;
    if (text == "unknown_failure") throw affine::Failure("odd", AF_INTERNAL, 350);
    if (text == "evidence") verdict.evidence = std::string(1 << 20, 'e');
    if (text == "sandbox") (void)call.run("cobol", "x", {""});
    if (text == "sandbox_forever") {
      for (int i = 0;; ++i) (void)call.run("python3", "print(" + std::to_string(i) + ")", {""});
    }
    if (text == "sandbox_too_much")
      (void)call.run("python3", "print(1)", std::vector<std::string>(65));
    if (text == "sandbox_runs") {
      const auto first = call.run("python3", "print(int(input()) ** 2)", {"3", "4", "x"});
      const auto second =
          call.run("python3", "print(" + first[0].output + "+" + first[1].output + ")", {""});
      verdict.metrics["sum"] = std::stod("0" + second[0].output);
      verdict.metrics["failed"] = first[2].verdict == AF_RUN_RUNTIME_ERROR ? 1 : 0;
    }
    return verdict;
  }
  std::string solve(const affine::TaskView&) const { return "right"; }
  affine::Replies baselines(const affine::TaskView&, affine::Random&) const {
    return {{"word", "word"}};
  }
  affine::Replies mutants(const affine::TaskView&, affine::Random&) const {
    return {{"wrong", "wrong"}};
  }

 private:
  Options options_;
};

}  // namespace

AFFINE_ENVIRONMENT("faulty", Faulty)
