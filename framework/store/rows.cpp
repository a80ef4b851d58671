#include "store/rows.h"

#include "base/text.h"

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

std::string digest_of(const Rollout& r) {
  const auto n = [](std::int64_t value) { return std::to_string(value); };
  const auto digest = base::hash({"af/rollout/1",
                                  n(r.window),
                                  r.environment,
                                  n(r.generator_version),
                                  n(r.task),
                                  n(r.level),
                                  r.seed,
                                  r.task_digest,
                                  n(r.uid),
                                  r.hotkey,
                                  r.model,
                                  r.revision,
                                  r.reported_model,
                                  r.request_id,
                                  n(r.attempts),
                                  r.conversation,
                                  r.replies,
                                  name_of(r.state),
                                  base::exact(r.score),
                                  n(r.extraction),
                                  n(r.cause),
                                  r.detail,
                                  r.metrics,
                                  n(r.prompt_tokens),
                                  n(r.completion_tokens),
                                  n(r.reasoning_tokens),
                                  n(r.first_byte_us),
                                  n(r.total_us),
                                  n(r.ended_ms)});
  // Rows that ran no programs have the digest that they had before there was a sandbox.
  return base::hex(
      r.sandbox.empty() ? digest : base::hash({"af/rollout/2", base::bytes_of(digest), r.sandbox}));
}

Json to_json(const Rollout& r) {
  Json json = {{"type", "rollout"},
               {"id", r.id},
               {"window", r.window},
               {"environment", r.environment},
               {"generator_version", r.generator_version},
               {"task", r.task},
               {"level", r.level},
               {"seed", r.seed},
               {"task_digest", r.task_digest},
               {"uid", r.uid},
               {"hotkey", r.hotkey},
               {"model", r.model},
               {"revision", r.revision},
               {"reported_model", r.reported_model},
               {"request_id", r.request_id},
               {"attempts", r.attempts},
               {"conversation", r.conversation},
               {"replies", r.replies},
               {"state", name_of(r.state)},
               {"extraction", r.extraction},
               {"cause", base::name_of(r.cause)},
               {"detail", r.detail},
               {"metrics", r.metrics},
               {"prompt_tokens", r.prompt_tokens},
               {"completion_tokens", r.completion_tokens},
               {"reasoning_tokens", r.reasoning_tokens},
               {"first_byte_us", r.first_byte_us},
               {"total_us", r.total_us},
               {"ended_ms", r.ended_ms},
               {"sandbox", r.sandbox},
               {"digest", r.digest}};
  json["score"] = r.state == State::scored ? Json(r.score) : Json(nullptr);
  return json;
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

base::Result<Rollout> rollout_from_json(const Json& json) {
  try {
    Rollout r;
    r.id = json.at("id");
    r.window = json.at("window");
    r.environment = json.at("environment");
    r.generator_version = json.at("generator_version");
    r.task = json.at("task");
    r.level = json.at("level");
    r.seed = json.at("seed");
    r.task_digest = json.at("task_digest");
    r.uid = json.at("uid");
    r.hotkey = json.at("hotkey");
    r.model = json.at("model");
    r.revision = json.at("revision");
    r.reported_model = json.at("reported_model");
    r.request_id = json.at("request_id");
    r.attempts = json.at("attempts");
    r.conversation = json.at("conversation");
    r.replies = json.at("replies");
    const std::string state = json.at("state");
    r.state = state == "scored" ? State::scored : state == "failed" ? State::failed : State::void_;
    if (name_of(r.state) != state)
      return base::Error{base::Code::failed, "unknown state of a rollout"};
    r.score = r.state == State::scored ? json.at("score").get<double>() : 0.0;
    if (!(r.score >= 0.0 && r.score <= 1.0))
      return base::Error{base::Code::failed, "a score outside [0,1]"};
    r.extraction = json.at("extraction");
    const auto cause = base::cause_named(json.at("cause").get<std::string>());
    if (!cause) return base::Error{base::Code::failed, "unknown cause in a rollout"};
    r.cause = *cause;
    r.detail = json.at("detail");
    r.metrics = json.at("metrics");
    r.prompt_tokens = json.at("prompt_tokens");
    r.completion_tokens = json.at("completion_tokens");
    r.reasoning_tokens = json.at("reasoning_tokens");
    r.first_byte_us = json.at("first_byte_us");
    r.total_us = json.at("total_us");
    r.ended_ms = json.at("ended_ms");
    r.sandbox = json.value("sandbox", "");  // older exports have none
    r.digest = json.at("digest");
    return r;
  } catch (const Json::exception& error) {
    return base::Error{base::Code::failed, std::string("not a rollout: ") + error.what()};
  }
}

base::Result<Window> window_from_json(const Json& json) {
  try {
    Window w;
    w.number = json.at("window");
    w.opened_block = json.at("opened_block");
    w.block_hash = json.at("block_hash");
    w.secret_hash = json.at("secret_hash");
    w.plan = base::dump(json.at("plan"));
    w.closed = json.at("closed");
    w.closed_block = json.at("closed_block");
    w.secret = json.at("secret");
    w.rows_digest = json.at("rows_digest");
    return w;
  } catch (const Json::exception& error) {
    return base::Error{base::Code::failed, std::string("not a window: ") + error.what()};
  }
}

}  // namespace af::store
