// SPDX-License-Identifier: MIT
#include "base/extract.h"

#include "support/catch.h"

using namespace af;

TEST_CASE("answers are read from what was said last, after the reasoning") {
  const auto answer = [](std::string_view reply) -> std::string {
    const auto found = base::last_block(base::strip_reasoning(reply), "answer");
    return found ? std::string(*found) : "(none)";
  };
  CHECK(answer("<answer>1</answer>") == "1");
  CHECK(answer("<answer>1</answer> no: <ANSWER> 2 </Answer>.") == "2");
  CHECK(answer("<think><answer>1</answer></think>so <answer>2</answer>") == "2");
  CHECK(answer("<think><answer>1</answer></think>") == "(none)");
  CHECK(answer("<think>never closed <answer>1</answer>") == "(none)");
  CHECK(answer("</think><answer>3</answer>") == "3");
  CHECK(answer("<answer>1</answer><answer>2") == "(none)");
  CHECK(answer("<answer>1</answer></answer>") == "(none)");
  CHECK(answer("<answer>") == "(none)");
  CHECK(answer("</answer><answer>") == "(none)");
  CHECK(answer(std::string("<answer>a\0b</answer>", 20)) == std::string("a\0b", 3));
}

TEST_CASE("fenced blocks are read as CommonMark has them") {
  CHECK(base::last_fence("```python\nx = 1\n```\n", "python") == "x = 1\n");
  CHECK(base::last_fence("```\na\n```\n```c\nb\n```\n", "") == "b\n");
  CHECK(base::last_fence("````\n```\nin\n```\n````\n", "") == "```\nin\n```\n");
  CHECK_FALSE(base::last_fence("```python\nnever closed", "python").has_value());
  CHECK_FALSE(base::last_fence("``` not `a` fence\nx\n", "").has_value());
  CHECK(base::last_fence("~~~js\ny\n~~~", "js") == "y\n");
}
