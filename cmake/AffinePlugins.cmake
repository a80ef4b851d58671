# SPDX-License-Identifier: MIT
# Functions for the CMakeLists.txt of a folder below plugins/.
#
# affine_plugin([LINKS <library>…] [INCLUDES <folder>…]): the plugin of this folder. Its sources are
# the folder's *.cpp, its kind and its name are those of the folder: plugins/<kind>/<name> becomes
# <build>/plugins/<kind>/<name>.so. LINKS may name libraries of affine_plugin_parts().
#
# affine_plugin_parts(<name> [LINKS <library>…]): code that several plugins share: the static
# library parts_<name> of the folder's *.cpp.
#
# A folder's tests lie in its tests/; their names begin with plugins.<kind>_<name> or
# plugins.parts_<name>:
#
#   *_test.cpp              Catch2 cases, linked with the folder's code
#   integration/*_test.cpp  Catch2 cases, linked with the framework too
#   *.py                    `af` from outside, one test a function (affine_python_tests)
#   fuzz/<name>.cpp         a fuzz target of the folder's code; the name is unique among all of them
#   golden.txt              digests of an environment's tasks, read by tests/e2e/determinism.py
#
# With tests, everything is built a second time without optimisation (plain_<kind>_<name>): its
# tasks must be the same.
include(${PROJECT_SOURCE_DIR}/sdk/cmake/AffinePlugin.cmake)

if(BUILD_TESTING AND NOT AFFINE_SANITIZE)
  set(AFFINE_PLAIN_PLUGINS ON)
endif()
if(BUILD_TESTING AND AFFINE_SANITIZE STREQUAL "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(AFFINE_FUZZ ON)
endif()

# The folder's sources, and the arguments of the calling function.
macro(affine_read_plugin_folder)
  cmake_parse_arguments(ARG "" "" "LINKS;INCLUDES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
endmacro()

# affine_plugin_code(<target> <type> <option>…): the sources of the calling function as a library.
function(affine_plugin_code target type)
  add_library(${target} ${type} ${sources})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/plugins)
  target_include_directories(${target} SYSTEM PUBLIC ${ARG_INCLUDES})
  target_link_libraries(${target} PUBLIC AffineSDK::sdk)
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden
                                             VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${target} PRIVATE ${ARGN})
endfunction()

# affine_plugin_library(<target> <code> <folder> <link>…): the shared object of compiled code.
function(affine_plugin_library target code folder)
  affine_add_plugin(${target} $<TARGET_OBJECTS:${code}>)
  target_link_libraries(${target} PRIVATE ${ARGN})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX LIBRARY_OUTPUT_DIRECTORY ${folder})
endfunction()

function(affine_plugin)
  affine_read_plugin_folder(${ARGN})
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME name)
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH parent)
  cmake_path(GET parent FILENAME kind)
  set(target ${kind}_${name})

  affine_plugin_code(${target}_code OBJECT)
  affine_plugin_library(${target} ${target}_code ${PROJECT_BINARY_DIR}/plugins/${kind} ${ARG_LINKS})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name})
  install(TARGETS ${target}
          LIBRARY DESTINATION ${CMAKE_INSTALL_PREFIX}/lib/affine/plugins/${kind})
  set_property(GLOBAL APPEND PROPERTY AFFINE_PLUGINS ${target})
  affine_plugin_tests(${target} $<TARGET_OBJECTS:${target}_code> ${ARG_LINKS})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/plugins)

  if(AFFINE_PLAIN_PLUGINS)
    list(TRANSFORM ARG_LINKS REPLACE "^parts_" "plain_parts_")
    affine_plugin_code(plain_${target}_code OBJECT -O0)
    affine_plugin_library(plain_${target} plain_${target}_code
                          ${PROJECT_BINARY_DIR}/plain-plugins/${kind} ${ARG_LINKS})
    set_target_properties(plain_${target} PROPERTIES OUTPUT_NAME ${name})
  endif()
endfunction()

function(affine_plugin_parts name)
  affine_read_plugin_folder(${ARGN})
  affine_plugin_code(parts_${name} STATIC)
  target_link_libraries(parts_${name} PUBLIC ${ARG_LINKS})
  affine_plugin_tests(parts_${name} parts_${name})

  if(AFFINE_PLAIN_PLUGINS)
    list(TRANSFORM ARG_LINKS REPLACE "^parts_" "plain_parts_")
    affine_plugin_code(plain_parts_${name} STATIC -O0)
    target_link_libraries(plain_parts_${name} PUBLIC ${ARG_LINKS})
  endif()
endfunction()

# affine_plugin_tests(<name> <code>…): notes the tests of the calling function's folder.
# tests/CMakeLists.txt builds them, where the test library and the framework are known.
function(affine_plugin_tests name)
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/tests)
  if(NOT BUILD_TESTING)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY AFFINE_PLUGIN_TESTS ${name})
  set_property(GLOBAL PROPERTY AFFINE_TESTS_OF_${name} ${folder})
  set_property(GLOBAL PROPERTY AFFINE_CODE_OF_${name} "${ARGN}")

  file(GLOB fuzz CONFIGURE_DEPENDS ${folder}/fuzz/*.cpp)
  if(AFFINE_FUZZ AND fuzz)
    affine_plugin_code(fuzz_code_${name} OBJECT -fsanitize=fuzzer-no-link)
    set_target_properties(fuzz_code_${name} PROPERTIES EXCLUDE_FROM_ALL ON)
    set_property(GLOBAL PROPERTY AFFINE_FUZZ_OF_${name} "${fuzz}")
    set_property(GLOBAL PROPERTY AFFINE_FUZZ_LINKS_OF_${name} "${ARG_LINKS}")
  endif()
endfunction()
