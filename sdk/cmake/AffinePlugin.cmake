# SPDX-License-Identifier: MIT
# affine_add_plugin(<target> <source>…): a shared object that exports the entry and nothing else.
# The C++ runtime is linked into it, so that two plugins never share state through it.
set(AFFINE_PLUGIN_MAP "${CMAKE_CURRENT_LIST_DIR}/plugin.map")
function(affine_add_plugin target)
  add_library(${target} MODULE ${ARGN})
  target_link_libraries(${target} PRIVATE AffineSDK::sdk)
  set_target_properties(${target} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden
                                             VISIBILITY_INLINES_HIDDEN ON)
  target_link_options(${target} PRIVATE -Wl,--version-script=${AFFINE_PLUGIN_MAP})
  if(NOT AFFINE_SANITIZE)  # a sanitizer's functions are in the program that loads the plugin
    target_link_options(${target} PRIVATE -Wl,--no-undefined -static-libstdc++ -static-libgcc)
  endif()
endfunction()
