// SPDX-License-Identifier: MIT
#include "store/rows.h"

#include <exception>

namespace af::store {

using base::Json;

std::string_view name_of(State state) noexcept {
  switch (state) {
    case State::scored:
      return "scored";
    case State::failed:
      return "failed";
    case State::void_:
      break;
  }
  return "void";
}

std::optional<State> state_named(std::string_view name) noexcept {
  for (const State state : {State::scored, State::failed, State::void_}) {
    if (name_of(state) == name) return state;
  }
  return {};
}

Json to_json(const Window& w) {
  const auto plan = base::parse_json(w.plan);
  return {{"type", "window"},
          {"window", w.number},
          {"opened_block", w.opened_block},
          {"block_hash", w.block_hash},
          {"secret_hash", w.secret_hash},
          {"plan", plan ? *plan : Json(nullptr)},
          {"closed", w.closed},
          {"closed_block", w.closed_block},
          {"secret", w.closed ? w.secret : ""},
          {"rows_digest", w.rows_digest}};
}

base::Result<Window> window_from_json(const Json& json) {
  try {
    Window w;
    w.number = base::whole_at(json, "window");
    w.opened_block = base::whole_at(json, "opened_block");
    w.block_hash = json.at("block_hash");
    w.secret_hash = json.at("secret_hash");
    w.plan = base::dump(json.at("plan"));
    w.closed = json.at("closed");
    w.closed_block = base::whole_at(json, "closed_block");
    w.secret = json.at("secret");
    w.rows_digest = json.at("rows_digest");
    return w;
  } catch (const std::exception& error) {
    return base::Error{base::Code::failed, std::string("not a window: ") + error.what()};
  }
}

}  // namespace af::store
