// SPDX-License-Identifier: MIT
#include "config/sections/store.h"

namespace af::config {

base::Fields<StoreConfig> StoreConfig::fields() {
  base::Fields<StoreConfig> fields;
  fields.add("file", &StoreConfig::file, {.help = "The database's file."});
  return fields;
}

}  // namespace af::config
