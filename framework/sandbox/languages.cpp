// SPDX-License-Identifier: MIT
#include "sandbox/languages.h"

#include <algorithm>

#include "sandbox/language_list.h"
#include "sandbox/language_tools.h"

namespace af::sandbox {
namespace {

std::vector<Language> sorted_languages() {
  std::vector<Language> list = language_list();
  std::sort(list.begin(), list.end(),
            [](const Language& a, const Language& b) { return a.name < b.name; });
  return list;
}

}  // namespace

const std::vector<Language>& languages() {
  static const std::vector<Language> list = sorted_languages();
  return list;
}

const Language* find_language(std::string_view name) {
  for (const auto& language : languages()) {
    if (language.name == name) return &language;
  }
  return nullptr;
}

std::string language_names() {
  std::string text;
  const auto& list = languages();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text += i + 1 < list.size() ? ", " : " and ";
    text += list[i].name;
  }
  return text;
}

base::Result<LanguageSetup> set_up(std::string_view language, const ZygoteFolders& folders) {
  const Language* const known = find_language(language);
  if (known == nullptr && language != native_language) {
    return not_installed("no language '" + std::string(language) + "'; there are " +
                         language_names());
  }
  auto setup = known != nullptr ? known->set_up(folders) : exec_setup(folders);
  if (!setup) return setup;
  if (known == nullptr) setup->policy.start = Start::program;
  setup->plan.devices = existing_paths({"/dev/null", "/dev/urandom"});
  return setup;
}

}  // namespace af::sandbox
