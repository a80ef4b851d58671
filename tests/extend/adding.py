# SPDX-License-Identifier: MIT
"""Each kind of extension, done on a scratch copy: what it touches, that it builds and works."""

import json
import os
import sys

from scratch import Scratch, read

from harness import BUILD, SOURCE, check, equal, main, need, write

SPDX = "// SPDX-License-Identifier: MIT\n"


def _example(name):
    """A file of the example in docs/plugins.md."""
    page = read(os.path.join(SOURCE, "docs", "plugins.md")).decode()
    for block in page.split("```")[1::2]:
        body = block.partition("\n")[2]
        if body.startswith(f"// {name}\n"):
            return body
    raise AssertionError(f"docs/plugins.md shows no {name}")


def upward_link(folder):
    """a module that uses a higher one does not link"""
    scratch = Scratch(folder)
    scratch.write(
        "framework/base/upward.cpp",
        '#include "scoring/rule.h"\n\n'
        "namespace af::base {\n"
        "std::size_t upward() { return scoring::rules().size(); }\n"
        "}  // namespace af::base\n",
    )
    said = scratch.run("cmake", "--build", BUILD, "--target", "module-links", status=1)
    check("undefined reference to `af::scoring::rules()'" in said, said[-3000:])


def environment(folder):
    """an environment is a folder of its own: it is built, listed, configured and compared"""
    scratch = Scratch(folder)
    own = "plugins/environments/sums/"
    scratch.write(own + "sums.cpp", SPDX + _example("sums.cpp"))
    scratch.write(own + "CMakeLists.txt", "# SPDX-License-Identifier: MIT\naffine_plugin()\n")
    scratch.write(own + "README.md", "# sums\n\nAdd large numbers.\n")
    scratch.write(
        own + "tests/sums_test.cpp",
        SPDX + '#include "support/catch.h"\n\nTEST_CASE("one and one") { CHECK(1 + 1 == 2); }\n',
    )
    scratch.build("af", "plugins", "test_environments_sums")
    digests = ""
    for level in ("0", "1"):
        sample = scratch.af("env", "sample", "sums", "--level", level, "--seed", "00", "--json")
        digests += f"{level} {json.loads(sample)['digest']}\n"
    scratch.write(own + "tests/golden.txt", digests)
    parts = ("CMakeLists.txt", "README.md", "sums.cpp", "tests/golden.txt", "tests/sums_test.cpp")
    equal(scratch.touched(), ([own + name for name in parts], []), "files")
    listed = json.loads(scratch.af("env", "list", "--json"))
    check("sums" in [entry["id"] for entry in listed], "af env list does not list it")
    plugins = json.loads(scratch.af("plugin", "list", "--json"))
    check(all(plugin["state"] == "good" for plugin in plugins), str(plugins))
    table = json.loads(scratch.af("env", "table", "sums", "--samples", "20", "--json"))
    equal([row["rates"]["reference"] for row in table], [1, 1], "the reference")
    scratch.test(r"^plugins\.environments_sums\.")
    for file, test in (
        ("determinism", "same_bytes_in_process"),
        ("determinism", "golden"),
        ("every_plugin", "folders"),
    ):
        scratch.run(sys.executable, f"tests/e2e/{file}.py", BUILD, SOURCE, test)
    scratch.run(sys.executable, "scripts/checks/spdx.py")


def scoring_rule(folder):
    """a scoring rule is a folder of its own: it is found by name and by the configuration"""
    scratch = Scratch(folder)
    name = "framework/scoring/rules/first_miner/first_miner.cpp"
    scratch.write(
        name,
        """/// The first miner takes all the weight.
#include "scoring/rule.h"

namespace af::scoring {
namespace {

struct Parameters {
  static base::Fields<Parameters> fields() { return {}; }
};

class FirstMiner final : public RuleWith<Parameters> {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "first-miner"; }

 protected:
  [[nodiscard]] Decision decide(const Parameters&, const State&,
                                const WindowResults& results) const override {
    Decision decision;
    for (const auto& miner : results.miners) {
      Standing standing;
      standing.miner = miner;
      for (const auto& results_there : results.environments) {
        standing.environments[results_there.environment];
      }
      decision.standings.push_back(std::move(standing));
    }
    if (!decision.standings.empty()) {
      decision.standings[0].weight = 65535;
      decision.champion = decision.standings[0].miner.uid;
    }
    return decision;
  }
  [[nodiscard]] std::string explain(const Parameters&) const override {
    return "Rule first-miner: the first takes all.";
  }
};

}  // namespace

const Rule& first_miner() {
  static const FirstMiner rule;
  return rule;
}

}  // namespace af::scoring
""",
    )
    equal(scratch.touched(), ([name], []), "files")
    scratch.build("af")
    config = read(os.path.join(SOURCE, "configs", "quickstart.yaml")).decode()
    path = write(folder, "c.yaml", config + "\nscoring: {rule: first-miner}\n")
    scratch.af("config", "check", path)
    scratch.af("--config", path, "validate", "--windows", "1", cwd=folder)
    check("the first takes all" in scratch.af("--config", path, "rank", cwd=folder), "explanation")


def chain(folder):
    """a chain is a folder of its own, and a name in the configuration"""
    scratch = Scratch(folder)
    own = "framework/chain/still/still.cpp"
    scratch.write(
        own,
        """/// A chain that stands still, with one miner.
#include "chain/open.h"

namespace af::chain {
namespace {

using base::Awaitable;
using base::Result;

class Still final : public Chain {
 public:
  Awaitable<Result<Block>> head() override { co_return Block{7, "07"}; }
  Awaitable<base::Status> wait_for(std::int64_t, std::stop_token) override {
    co_return base::Done{};
  }
  Awaitable<Result<std::vector<Neuron>>> metagraph() override {
    co_return std::vector<Neuron>{{0, "hk-still"}};
  }
  Awaitable<Result<std::vector<Commitment>>> commitments() override {
    co_return std::vector<Commitment>{{"hk-still", "org/model", "r1", 5}};
  }
  Awaitable<Result<Receipt>> submit(Weights) override { co_return Receipt{}; }
  Awaitable<Result<Confirmation>> confirm(Receipt) override { co_return Confirmation{}; }
  [[nodiscard]] bool is_real() const noexcept override { return false; }
};

}  // namespace

Result<std::unique_ptr<Chain>> open_still(const ChainOptions&, std::shared_ptr<base::Clock>) {
  return std::unique_ptr<Chain>(std::make_unique<Still>());
}

}  // namespace af::chain
""",
    )
    section = "framework/config/sections/chain.cpp"
    scratch.replace(section, '.choices = {"local"}', '.choices = {"local", "still"}')
    equal(scratch.touched(), ([own], [section]), "files")
    scratch.build("af")
    path = write(
        folder,
        "c.yaml",
        "chain: {kind: still}\n"
        "environments: [{id: sat, plugin: sat}]\n"
        "backends: [{id: m, plugin: mock}]\n",
    )
    listed = scratch.af("--config", path, "miners", "--json")
    check("hk-still" in listed, listed)


def sandbox_language(folder):
    """a sandbox language is a file of its own: af sandbox probe lists it and runs its sample"""
    scratch = Scratch(folder)
    name = "framework/sandbox/languages/shell.cpp"
    scratch.write(
        name,
        """/// Programs of the shell.
#include "sandbox/language_tools.h"

namespace af::sandbox::language {
namespace {

base::Result<LanguageSetup> set_up(const ZygoteFolders& folders) {
  return interpreter_setup("dash", {"/proc/self/fd/3"}, folders);
}

}  // namespace

Language shell() { return {"shell", "echo 42", set_up, {}}; }

}  // namespace af::sandbox::language
""",
    )
    equal(scratch.touched(), ([name], []), "files")
    scratch.build("af", "af-sandbox-exec", "af-sandbox-python3")
    found = json.loads(scratch.af("sandbox", "probe", "--json", status=None))
    check("shell" in found["languages"], str(found))


def rollout_column(folder):
    """a rollout column is its member and a line in the table of columns: old records are read and
    upgraded"""
    scratch = Scratch(folder)
    store = "framework/store/"
    scratch.insert_after(
        store + "rows.h",
        r"std::string sandbox;",
        "  std::string region;  ///< where the model answered",
    )
    scratch.insert_after(
        store + "columns.h",
        r'\{"sandbox", &Rollout::sandbox',
        '    {"region", &Rollout::region, text_type, 0, Show::if_set, false, 4, "\'here\'"},',
    )
    equal(scratch.touched(), ([], [store + "columns.h", store + "rows.h"]), "files")
    scratch.build("unit_store")
    scratch.test(r"^unit\.store\.(a record of|rollouts are)")


def _with_max_cost(folder):
    """A copy whose section `pipeline` has one more key, and the files that it touches."""
    scratch = Scratch(folder)
    section = "framework/config/sections/pipeline"
    scratch.insert_before(section + ".h", r"top_p", "  std::int64_t max_cost = 7;")
    scratch.insert_before(
        section + ".cpp",
        r'fields\.add\("top_p"',
        '  fields.add("max_cost", &Self::max_cost, {.help = "Most cost."});',
    )
    return scratch, [section + ".cpp", section + ".h"]


def configuration_key(folder):
    """a configuration key is a member with its default and a line in the section's table"""
    scratch, files = _with_max_cost(folder)
    equal(scratch.touched(), ([], files), "files")
    scratch.write(
        "tests/unit/config/max_cost_test.cpp",
        """#include "config/config.h"
#include "support/catch.h"

using namespace af::config;

TEST_CASE("max_cost") {
  const std::string rest =
      "environments: [{id: sat, plugin: sat}]\\nbackends: [{id: m, plugin: mock}]";
  const auto by_default = load({"c.yaml", rest}, Settings());
  REQUIRE(by_default.ok());
  CHECK(by_default->pipeline.max_cost == 7);
  const auto configured = load({"c.yaml", "pipeline: {max_cost: 9}\\n" + rest}, Settings());
  REQUIRE(configured.ok());
  CHECK(configured->pipeline.max_cost == 9);
}
""",
    )
    scratch.build("unit_config")
    scratch.test(r"^unit\.config\.max_cost")


def configuration_key_in_af(folder):
    """af shows a new configuration key and puts it into the schema"""
    need("long")
    scratch, _ = _with_max_cost(folder)
    scratch.build("af")
    shown = json.loads(scratch.af("config", "show", "--json"))
    equal(shown["values"]["pipeline.max_cost"]["value"], 7, "the default")
    check("max_cost" in scratch.af("config", "schema"), "the schema lacks the key")


main()
