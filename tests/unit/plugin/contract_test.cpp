// SPDX-License-Identifier: MIT
/// What the host accepts from a plugin's process, which may have been taken over by the text it
/// read.
#include <cmath>
#include <limits>

#include "plugin/boundary/contract.h"
#include "support/catch.h"

namespace {

using af::plugin::EpisodeState;
using af::plugin::keep_contract;
using af::plugin::may_fail_with;
using af::plugin::Turn;
using af::plugin::Verdict;

constexpr EpisodeState in_the_middle{1, 3, false};

Turn verdict(bool scored, double score, AfCause cause) {
  Turn turn;
  turn.verdict.emplace();
  turn.verdict->scored = scored;
  turn.verdict->score = score;
  turn.verdict->cause = cause;
  return turn;
}

Turn messages(std::string text) {
  Turn turn;
  turn.messages.push_back({AF_ROLE_USER, std::move(text)});
  return turn;
}

std::string breach(Turn turn, EpisodeState state = in_the_middle) {
  const auto kept = keep_contract(std::move(turn), state, "plugin");
  if (kept) return "";
  CHECK(kept.error().cause == AF_CAUSE_PLUGIN_CONTRACT);
  return kept.error().message;
}

}  // namespace

TEST_CASE("honest turns pass") {
  CHECK(breach(messages("go on")) == "");
  CHECK(breach(verdict(true, 1, AF_CAUSE_NONE)) == "");
  CHECK(breach(verdict(true, 0, AF_CAUSE_ANSWER_WRONG)) == "");
  CHECK(breach(verdict(false, 0, AF_CAUSE_DATASET_UNAVAILABLE)) == "");
  CHECK(breach(verdict(true, 0, AF_CAUSE_ANSWER_WRONG), {3, 3, true}) == "");
}

TEST_CASE("a score outside [0,1] is a breach") {
  for (const double score : {2.0, -0.001, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK(breach(verdict(true, score, AF_CAUSE_NONE)) == "plugin: a score outside [0,1]");
  }
}

TEST_CASE("causes must fit the state of the verdict") {
  CHECK(breach(verdict(false, 0, AF_CAUSE_ANSWER_WRONG)) != "");
  CHECK(breach(verdict(false, 0, AF_CAUSE_NONE)) != "");
  CHECK(breach(verdict(false, 0, AF_CAUSE_ENDPOINT_RESET)) != "");
  CHECK(breach(verdict(true, 0, AF_CAUSE_DISK)) != "");
  CHECK(breach(verdict(true, 1, AF_CAUSE_OPERATOR_CANCELLED)) != "");
}

TEST_CASE("a cause that the host does not know is a breach, whatever its class") {
  for (const AfCause cause :
       {AfCause{99}, AfCause{150}, AfCause{350}, AfCause{450}, AfCause{700}}) {
    const std::string why = "plugin: reported the cause " + std::to_string(cause) +
                            ", which is none that it may report";
    CHECK(breach(verdict(true, 0, cause)) == why);
    CHECK(breach(verdict(false, 0, cause)) == why);
  }
}

TEST_CASE("a message with a role that the host does not know is a breach") {
  Turn turn = messages("go on");
  turn.messages[0].role = AF_ROLE_TOOL;
  CHECK(breach(turn) == "");
  turn.messages[0].role = 5;
  CHECK(breach(turn) == "plugin: a message with the unknown role 5");
  turn.messages[0].role = 0;
  CHECK(breach(std::move(turn)) != "");
}

TEST_CASE(
    "an episode that the host has ended, or whose turns are used up, gives a verdict or is in "
    "breach") {
  CHECK(breach(messages("more"), {1, 3, true}) == "plugin: no verdict");
  CHECK(breach(Turn{}, {0, 1, true}) == "plugin: no verdict");
  CHECK(breach(messages("more"), {3, 3, false}) != "");
  CHECK(breach(Turn{}) == "plugin: an observation without messages");
  Turn both = verdict(true, 1, AF_CAUSE_NONE);
  both.messages.push_back({AF_ROLE_USER, "and yet"});
  CHECK(breach(std::move(both)) != "");
}

TEST_CASE("texts become UTF-8 and evidence is cut") {
  auto kept = keep_contract(messages("a\xFF"), in_the_middle, "plugin");
  REQUIRE(kept);
  CHECK(kept->messages[0].text == "a\xEF\xBF\xBD");
  Turn long_winded = verdict(true, 0, AF_CAUSE_ANSWER_WRONG);
  long_winded.verdict->evidence = std::string(1 << 20, '\xFF');
  kept = keep_contract(std::move(long_winded), in_the_middle, "plugin");
  REQUIRE(kept);
  CHECK(kept->verdict->evidence.size() <= af::plugin::max_evidence_bytes);
}

TEST_CASE("a plugin cannot say that the operator stopped it") {
  CHECK(may_fail_with(AF_CAUSE_PLUGIN_CRASH));
  CHECK(may_fail_with(AF_CAUSE_NONE));
  CHECK_FALSE(may_fail_with(AF_CAUSE_OPERATOR_CANCELLED));
  CHECK_FALSE(may_fail_with(AfCause{700}));
}
