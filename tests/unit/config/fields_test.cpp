// SPDX-License-Identifier: MIT
/// Field tables: what one table generates.
#include "base/fields.h"

#include "config/check.h"
#include "support/catch.h"

using namespace af;
using base::Json;

namespace {

struct Item {
  std::string id;
  std::int64_t count = 7;

  static base::Fields<Item> fields() {
    base::Fields<Item> fields;
    fields.add("id", &Item::id, {.help = "Name.", .required = true, .unique = true});
    fields.add("count", &Item::count, {.help = "Count.", .minimum = 1, .maximum = 9});
    return fields;
  }
};

enum class Colour { red, green };

struct Section {
  bool flag = true;
  double ratio = 0.5;
  std::vector<std::string> names;
  Colour colour = Colour::green;
  std::string shape = "circle";
  Json size = Json::object();
  std::vector<Item> items;

  static base::Fields<Section> fields() {
    base::Fields<Section> fields;
    fields.add("flag", &Section::flag, {.help = "Flag."});
    fields.add("ratio", &Section::ratio, {.help = "Ratio.", .minimum = 0});
    fields.add("names", &Section::names, {.help = "Names.", .choices = {"alpha", "beta"}});
    fields.choice("colour", &Section::colour, {{"red", Colour::red}, {"green", Colour::green}},
                  {.help = "Colour."});
    fields.cases(
        "shape", &Section::shape, &Section::size,
        {{"circle", {{.name = "radius", .kind = base::FieldKind::number, .fallback = 1.5}}},
         {"square", {{.name = "side", .kind = base::FieldKind::integer, .fallback = 2}}}},
        {.help = "Shape."});
    fields.add("items", &Section::items, {.help = "Items."});
    return fields;
  }
};

config::Checked checked(const std::string& yaml, const config::Overrides& overrides = {}) {
  const config::Source source{"t.yaml", yaml};
  return config::check(*config::parse_yaml(source), Section::fields().table(), source.name, {},
                       overrides);
}
Section section(const std::string& yaml, const config::Overrides& overrides = {}) {
  const auto value = checked(yaml, overrides);
  REQUIRE(value.problems.empty());
  return Section::fields().read(value.value);
}
std::string problem(const std::string& yaml) {
  const auto problems = checked(yaml).problems;
  return problems.size() == 1 ? problems[0].message : std::to_string(problems.size()) + " problems";
}

}  // namespace

TEST_CASE("defaults of a table are the member initialisers") {
  const Section empty = section("{}");
  CHECK(empty.flag);
  CHECK(empty.ratio == 0.5);
  CHECK(empty.names.empty());
  CHECK(empty.colour == Colour::green);
  CHECK(empty.shape == "circle");
  CHECK(empty.size == Json{{"radius", 1.5}});
  CHECK(empty.items.empty());
}

TEST_CASE("a table parses into its struct") {
  const Section all = section(
      "flag: false\nratio: 2\nnames: [beta, alpha]\ncolour: red\nshape: square\nside: 4\n"
      "items: [{id: x}, {id: y, count: 9}]\n");
  CHECK_FALSE(all.flag);
  CHECK(all.ratio == 2);
  CHECK(all.names == std::vector<std::string>{"beta", "alpha"});
  CHECK(all.colour == Colour::red);
  CHECK(all.size == Json{{"side", 4}});
  REQUIRE(all.items.size() == 2);
  CHECK(all.items[0].count == 7);
  CHECK(all.items[1].count == 9);
}

TEST_CASE("limits, choices and unique values of a table are checked") {
  CHECK(problem("ratio: -1") == "ratio: '-1' is out of range: allowed is 0 or more");
  CHECK(problem("names: [alhpa]") ==
        "names[0]: 'alhpa' is not one of: alpha beta; did you mean 'alpha'?");
  CHECK(problem("colour: gren") ==
        "colour: 'gren' is not one of: red green; did you mean 'green'?");
  CHECK(problem("items: [{id: x}, {id: x}]") == "items[1].id: 'x' is used twice");
  CHECK(problem("items: [{count: 1}]") == "items[0]: the key 'id' is missing: Name.");
}

TEST_CASE("a case has its own keys and not those of others") {
  CHECK(problem("side: 4").find("unknown key 'side'") == 0);
  CHECK(problem("shape: square\nradius: 1").find("unknown key 'radius'") == 0);
  CHECK(problem("shape: line\nradius: 1").find("shape: 'line' is not one of: circle square") == 0);
}

TEST_CASE("an override decides the case, and its problems name it") {
  const config::Overrides square = {{"shape", {"square", "AF_SHAPE (environment)"}}};
  CHECK(section("side: 5", square).size == Json{{"side", 5}});
  CHECK(checked("{}", square).origins.at("shape") == "AF_SHAPE (environment)");
  CHECK(checked("{}", square).origins.at("side") == "default");
  const config::Overrides wrong = {{"ratio", {"x", "AF_RATIO (environment)"}}};
  REQUIRE(checked("{}", wrong).problems.size() == 1);
  CHECK(checked("{}", wrong).problems[0].message ==
        "AF_RATIO (environment): ratio: expected a number, found 'x'");
}

TEST_CASE("a JSON Schema and a reference page follow from a table") {
  const Json schema = config::json_schema(Section::fields().table());
  CHECK(schema["properties"]["flag"] ==
        Json{{"type", "boolean"}, {"description", "Flag."}, {"default", true}});
  CHECK(schema["properties"]["names"]["items"]["enum"] == Json{"alpha", "beta"});
  CHECK(schema["properties"]["items"]["items"]["required"] == Json::array({"id"}));
  CHECK(schema["unevaluatedProperties"] == false);
  const Json& cases = schema["allOf"];
  REQUIRE(cases.size() == 2);
  CHECK_FALSE(cases[0]["if"].contains("required"));  // the default
  CHECK(cases[1]["if"]["required"] == Json::array({"shape"}));
  CHECK(cases[1]["then"]["properties"].contains("side"));
  const auto page = config::reference_page(Section::fields().table(), "s.");
  CHECK(page.find("| `s.side` | whole number | `2` |  | With `shape: square`: ") !=
        std::string::npos);
  CHECK(page.find("| `s.items[].count` | whole number | `7` | 1 … 9 | Count. |") !=
        std::string::npos);
}

TEST_CASE("values that nothing has checked are parsed strictly") {
  CHECK(base::parse_fields<Item>({{"id", "x"}, {"count", 3}})->count == 3);
  CHECK_FALSE(base::parse_fields<Item>({{"id", "x"}}).ok());
  CHECK_FALSE(base::parse_fields<Item>({{"id", 1}, {"count", 3}}).ok());
}
