// SPDX-License-Identifier: MIT
#include "sandbox/layers.h"

#include "base/text.h"

namespace af::sandbox {
namespace {

std::string_view remedy_of(Layer layer) {
  switch (layer) {
    case Layer::namespaces:
      return "allow user namespaces: sysctl user.max_user_namespaces above 0, "
             "kernel.unprivileged_userns_clone=1, on Ubuntu an AppArmor profile with `userns`, in "
             "a container a seccomp profile that permits unshare, mount and pivot_root";
    case Layer::own_ids:
      return "run the validator as root, which can give runs ids of their own";
    case Layer::landlock:
      return "boot a kernel from 5.13 on with landlock in its lsm= list";
    case Layer::cgroup:
      return "give the validator a memory cgroup that it may divide: systemd's Delegate=yes, or "
             "root with a writable /sys/fs/cgroup";
  }
  return "";
}

}  // namespace

std::string_view name_of(Layer layer) noexcept {
  switch (layer) {
    case Layer::namespaces:
      return "namespaces";
    case Layer::own_ids:
      return "own_ids";
    case Layer::landlock:
      return "landlock";
    case Layer::cgroup:
      return "cgroup";
  }
  return "";
}

std::optional<Layer> layer_named(std::string_view name) noexcept {
  for (const Layer layer : all_layers) {
    if (name_of(layer) == name) return layer;
  }
  return {};
}

std::string to_text(LayerSet layers) {
  std::string text;
  for (const Layer layer : all_layers) {
    if (layers.has(layer)) text += (text.empty() ? "" : "+") + std::string(name_of(layer));
  }
  return text.empty() ? "none" : text;
}

std::optional<LayerSet> layers_from_text(std::string_view text) {
  LayerSet layers;
  if (text == "none" || text.empty()) return layers;
  for (const auto& name : base::split(text, '+')) {
    const auto layer = layer_named(name);
    if (!layer) return {};
    layers.add(*layer);
  }
  return layers;
}

base::Status check_missing_layers(const std::vector<MissingLayer>& missing, LayerSet accepted) {
  std::string reasons;
  LayerSet absent;
  for (const auto& [layer, why] : missing) {
    absent.add(layer);
    if (accepted.has(layer)) continue;
    reasons +=
        "\n  " + std::string(name_of(layer)) + ": " + why + "; " + std::string(remedy_of(layer));
  }
  if (!reasons.empty()) {
    return base::Error{
        base::Code::failed,
        "the sandbox lacks layers on this machine (sandbox.accept_missing names those that may be "
        "missing):" +
            reasons,
        AF_CAUSE_SANDBOX_UNAVAILABLE};
  }
  if (absent.has(Layer::namespaces) && absent.has(Layer::landlock)) {
    return base::Error{base::Code::failed,
                       "without namespaces and without Landlock programs could read the files of "
                       "this machine: refused whatever sandbox.accept_missing says",
                       AF_CAUSE_SANDBOX_UNAVAILABLE};
  }
  return base::Done{};
}

}  // namespace af::sandbox
