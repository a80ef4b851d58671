// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <sys/stat.h>

#include "support/catch.h"
#include "support/temp.h"

using namespace af;

namespace {

const std::string good = R"(environments:
  - {id: sat, plugin: sat}
backends:
  - {id: m, plugin: mock}
miners:
  - {uid: 1, hotkey: a, model: x, backend: m}
)";

base::Result<config::Config> load(const std::string& text) {
  return config::load({"t.yaml", text}, config::Settings());
}
std::string problem(const std::string& text) {
  const auto config = load(text);
  return config ? "(good)" : config.error().message;
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a good configuration gets its defaults") {
  const auto config = load(good);
  REQUIRE(config.ok());
  CHECK(config->environments[0].tasks == 16);
  CHECK_FALSE(config->environments[0].in_process);
  CHECK(config->scoring.rule == "pareto-ema");
  CHECK(config->scoring.parameters == base::Json{{"alpha", 0.999}});
  CHECK(config->chain.clock == "wall");
  CHECK(config->miners[0].revision == "main");
  CHECK(config->origins.at("store.file") == "default");
}

TEST_CASE("the configuration that is built in is good") {
  CHECK(config::load(config::embedded_source(), config::Settings()).ok());
}

TEST_CASE("every problem has a place, a caret and advice") {
  CHECK(problem(replaced(good, "miners:", "minrs:"))
            .find("t.yaml:5:1: unknown key 'minrs'; did you mean "
                  "'miners'?\n  minrs:\n  ^") == 0);
  CHECK(problem(replaced(good, "plugin: sat", "plugin: sat, tasks: many")).find("t.yaml:2:35: ") ==
        0);
  CHECK(problem(replaced(good, "plugin: sat", "plugin: sat, tasks: 0"))
            .find("out of range: allowed is 1 to") != std::string::npos);
  CHECK(problem(replaced(good, "plugin: sat", "plugin: sat, isolation: none"))
            .find("'none' is not one of: child in_process") != std::string::npos);
  CHECK(problem(replaced(good, "hotkey: a", "hotkey: a, hotkey: b")).find("given twice") !=
        std::string::npos);
  CHECK(problem(replaced(good, "backend: m}", "backend: n}")).find("no backend has the id 'n'") !=
        std::string::npos);
  CHECK(
      problem(replaced(good, "{id: sat, plugin: sat}", "{plugin: sat}")).find("'id' is missing") !=
      std::string::npos);
  CHECK(problem("environments: &a []\nbackends: *a\n").find("anchors") != std::string::npos);
  CHECK(problem("a: [1, 2").find("t.yaml:") == 0);
  CHECK(problem("---\na: 1\n---\nb: 2\n").find("more than one") != std::string::npos);
  CHECK(problem("").find("'environments' is missing") != std::string::npos);
  CHECK(problem("- 1").find("expected a section") != std::string::npos);
  CHECK(problem(std::string("a: \0b", 5)).find("zero byte") != std::string::npos);
  CHECK(problem("\xFF").find("UTF-8") != std::string::npos);
  CHECK(problem(std::string(5000, '[')) != "(good)");
  CHECK(problem(good + "pipeline: {seed: abc}\n").find("64 hexadecimal digits") !=
        std::string::npos);
}

TEST_CASE("all problems are reported at once") {
  const auto text =
      problem(replaced(replaced(good, "uid: 1", "uid: -1"), "plugin: mock", "plgin: mock"));
  CHECK(text.find("plgin") != std::string::npos);
  CHECK(text.find("out of range") != std::string::npos);
}

TEST_CASE("a base_url is a server and a path, without a secret") {
  const auto with_url = [](const std::string& url) {
    return problem(replaced(good, "plugin: mock", "plugin: mock, base_url: '" + url + "'"));
  };
  CHECK(with_url("") == "(good)");
  CHECK(with_url("http://127.0.0.1:8000/v1") == "(good)");
  CHECK(with_url("https://[::1]:8443") == "(good)");
  CHECK(with_url("ftp://server").find("http:// or https://") != std::string::npos);
  CHECK(with_url("https://gateway/@team/v1") == "(good)");
  for (const char* url : {"https://user:password@server", "http://s/?key=password",
                          "http://s/#password", "http://s /password"}) {
    INFO(url);
    const std::string text = with_url(url);
    CHECK(text.find("give the server's address and a path only") != std::string::npos);
    CHECK(text.find("base_url: …\n") != std::string::npos);
    CHECK(text.find("password") == std::string::npos);
  }
  for (const char* url : {"http://", "https:///v1", "http://:80", "http://host:99999/v1",
                          "http://host:0", "http://host:8o", "http://[::1", "http://[::1]80",
                          "http://[:]:1/v1", "http://lo\\v1", "http://a<b>", "http://%31"}) {
    INFO(url);
    CHECK(with_url(url).find("has no server's name, or a port that is none") != std::string::npos);
  }
}

TEST_CASE("secrets are names of settings, and a literal one is not shown") {
  const std::vector<config::Field> fields = {{"api_key", config::Kind::secret, "Key."},
                                             {"tokens", config::Kind::integer, "Most tokens."}};
  const auto refusal = [&](const std::string& text) {
    const config::Source source{"t.yaml", text};
    const auto checked = config::check(*config::parse_yaml(source), fields, source.name);
    return config::to_error(source, checked.problems).message;
  };
  const std::string literal = refusal("api_key: sk-very-secret-1\n");
  CHECK(literal.find("af set") != std::string::npos);
  CHECK(literal.find("\n  api_key: …\n           ^") != std::string::npos);
  CHECK(literal.find("sk-very") == std::string::npos);
}

TEST_CASE("of a line only the key or value that is wrong is shown, never what stands beside it") {
  const std::vector<config::Field> fields = {{"api_key", config::Kind::secret, "Key."},
                                             {"name", config::Kind::text, "Name."},
                                             {"tokens", config::Kind::integer, "Most tokens."},
                                             {"options", config::Kind::opaque, "Later."},
                                             {"levels", config::Kind::numbers, "By level."},
                                             {"words", config::Kind::texts, "Some."}};
  const auto refusal = [&](const std::string& text) {
    const config::Source source{"t.yaml", text};
    const auto node = config::parse_yaml(source);
    if (!node) return node.error().message;
    return config::to_error(source, config::check(*node, fields, source.name).problems).message;
  };
  CHECK(refusal("tokens: few\n").find("\n  tokens: few\n          ^") != std::string::npos);
  CHECK(refusal("{name: ä, tokens: few, options: {}}").find("\n  … tokens: few …\n            ^") !=
        std::string::npos);
  CHECK(refusal("tokens:\tfew\n").find("\n  tokens: few\n          ^") != std::string::npos);
  CHECK(refusal("\xEF\xBB\xBF{name: a, tokens: few}").find("\n  … tokens: few …\n            ^") !=
        std::string::npos);
  for (const char* text : {
           "api_kye: SECRET",
           "{tokens: few, api_key: SECRET}",
           "{api_key: SECRET, bogus: 1}",
           "{options: {api_key: SECRET}, bogus: 1}",
           "options: SECRET",
           "options: [SECRET]",
           "{options: {key: SECRET}, tokens: [1]}",
           "{api_key: \"a\n  SECRET\", bogus: 1}",
           "api_key: SECRET: x",
           "api_key: @SECRET",
           "api_key: *SECRET",
           "api_key: &a SECRET",
           "api_key: !SECRET",
           "api_key: SECRET\napi_key: SECRET",
           "api_key: \"SECRET\\q\"",
           "api_key: [SECRET",
           "bogus: 1 # SECRET",
           "bogus:\r SECRET",
           "\tapi_key: SECRET",
           "{api_key:SECRET}",
           "{api_key:SECRET, api_key:SECRET}",
           "{api_key:SECRET: 1, api_key:SECRET: 2}",
           "{levels: {api_key:SECRET: few}}",
           "levels:\n  api_key:SECRET: few",
           "levels: SECRET",
           "words: SECRET",
           "{\"api_key:SECRET\"}",
           "{'https://u:SECRET@h'}",
           "{\"api_key:SECRET\": 1}",
           "{api_key=SECRET: 1}",
           "levels: {\"k:SE,SECRET\": few}",
           "tokens: 5\n  api_key=SECRET",
           "tokens: few SECRET",
           "\xEF\xBB\xBF{api_key: SECRET,bogus: 1}",
       }) {
    const std::string message = refusal(text);
    INFO(text << "\n" << message);
    CHECK(message.starts_with("t.yaml:"));
    CHECK(message.find("SECRET") == std::string::npos);
  }
}

TEST_CASE("settings: strongest first, mode 0600, and nothing is lost") {
  const test::TempFolder home, work;
  const auto file = config::settings_file(home.path());
  REQUIRE(config::write_setting(file, "ONE", "from file").ok());
  REQUIRE(config::write_setting(file, "TWO", "two").ok());
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  work.write(".env", "ONE='from .env'\n# comment\nexport THREE=3\n");
  auto settings = config::Settings::load(work.path(), home.path());
  REQUIRE(settings.ok());
  CHECK(settings->find("ONE")->text == "from .env");
  CHECK(settings->find("TWO")->text == "two");
  CHECK(settings->find("THREE")->text == "3");
  CHECK_FALSE(settings->find("FOUR_IS_NOT_SET").has_value());
  CHECK_FALSE(config::write_setting(file, "bad name", "x").ok());
  CHECK_FALSE(config::write_setting(file, "BAD", "two\nlines").ok());
  REQUIRE(config::remove_setting(file, "TWO").ok());
  CHECK(config::remove_setting(file, "TWO").error().code == base::Code::not_found);
  work.write(".env", "this is my secret\n");
  const auto broken = config::Settings::load(work.path(), home.path());
  REQUIRE_FALSE(broken.ok());
  CHECK(broken.error().message.find("secret") == std::string::npos);
}
