# SPDX-License-Identifier: MIT
# Test programs and how ctest sees them. Every test case and every test function of the end-to-end
# files is a ctest test of its own; one that cannot run here ends with status 77 and counts as
# skipped.
find_package(Catch2 REQUIRED)
include(Catch)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(AFFINE_SKIPPED 77)

# affine_catch_test(<program> <prefix> <source>…): a test program of Catch2 cases, named
# <prefix>.<case>.
function(affine_catch_test program prefix)
  foreach(source ${ARGN})
    # Catch2 version 2 lists its cases separated by semicolons of CMake.
    file(STRINGS ${source} torn REGEX "TEST_CASE\\(.*;.*\"\\) \\{$")
    if(torn)
      message(FATAL_ERROR "${source}: no semicolon in the name of a test case: ${torn}")
    endif()
  endforeach()
  add_executable(${program} ${ARGN})
  target_link_libraries(${program} PRIVATE catch_main)
  target_compile_definitions(${program} PRIVATE BUILD_DIR="${PROJECT_BINARY_DIR}"
                             SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  catch_discover_tests(${program} TEST_PREFIX "${prefix}."
                       PROPERTIES SKIP_RETURN_CODE ${AFFINE_SKIPPED})
endfunction()

# affine_parse_once(<program>): Catch2 and what all modules use are parsed once for all programs.
function(affine_parse_once program)
  get_property(parsed GLOBAL PROPERTY AFFINE_TESTS_PARSED)
  if(parsed)
    target_precompile_headers(${program} REUSE_FROM ${parsed})
  else()
    target_precompile_headers(${program} PRIVATE <support/catch.h> <base/async.h> <base/json.h>
                              <base/log.h>)
    set_property(GLOBAL PROPERTY AFFINE_TESTS_PARSED ${program})
  endif()
endfunction()

# affine_catch_folder(<folder> <link>…): every *_test.cpp below <folder>: one test program a
# subfolder, <folder>_<subfolder>. It links with the module of its name, or else with <link>.
# Catch2 and what all modules use are parsed once for all of them.
function(affine_catch_folder folder)
  file(GLOB modules CONFIGURE_DEPENDS LIST_DIRECTORIES true
       RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/${folder} ${folder}/*)
  foreach(module ${modules})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/${module}/*_test.cpp)
    if(sources)
      affine_catch_test(${folder}_${module} ${folder}.${module} ${sources})
      if(EXISTS ${PROJECT_SOURCE_DIR}/framework/${module})
        target_link_libraries(${folder}_${module} PRIVATE affine_${module})
      else()
        target_link_libraries(${folder}_${module} PRIVATE ${ARGN})
      endif()
      affine_parse_once(${folder}_${module})
    elseif(module MATCHES "_test\\.cpp$")
      message(FATAL_ERROR "tests/${folder}/${module}: put it into the folder of its module")
    endif()
  endforeach()
endfunction()

# affine_python_tests(<prefix> <file>…): one test a function, <prefix>.<file>.<function>. Test
# functions are public and take one parameter, `folder`. Those of one file run one after another:
# they may share paths and load the machine on purpose.
function(affine_python_tests prefix)
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    cmake_path(GET file STEM name)
    file(STRINGS ${file} functions REGEX "^def [a-z][a-z0-9_]*\\(folder\\):")
    foreach(line ${functions})
      string(REGEX REPLACE "^def ([a-z0-9_]+)\\(.*" "\\1" function ${line})
      set(test ${prefix}.${name}.${function})
      add_test(NAME ${test} COMMAND Python3::Interpreter ${file} ${PROJECT_BINARY_DIR}
                                    ${PROJECT_SOURCE_DIR} ${function})
      set_tests_properties(${test} PROPERTIES SKIP_RETURN_CODE ${AFFINE_SKIPPED}
                           LABELS ${prefix} RESOURCE_LOCK ${prefix}.${name})
    endforeach()
  endforeach()
endfunction()

# affine_plugin_test_folder(<name> <folder> <code>…): the tests of one plugin, or of code that
# plugins share; cmake/AffinePlugins.cmake says what the folder holds.
function(affine_plugin_test_folder name folder)
  file(GLOB own CONFIGURE_DEPENDS ${folder}/*_test.cpp)
  file(GLOB whole CONFIGURE_DEPENDS ${folder}/integration/*_test.cpp)
  file(GLOB scripts CONFIGURE_DEPENDS ${folder}/*.py)
  if(own)
    affine_catch_test(test_${name} plugins.${name} ${own})
    target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/plugins)
    target_link_libraries(test_${name} PRIVATE AffineSDK::sdk ${ARGN})
  endif()
  if(whole)
    affine_catch_test(test_${name}_integration plugins.${name} ${whole})
    target_include_directories(test_${name}_integration PRIVATE ${PROJECT_SOURCE_DIR}/plugins)
    target_link_libraries(test_${name}_integration PRIVATE affine_app AffineSDK::sdk ${ARGN})
    affine_parse_once(test_${name}_integration)
    add_dependencies(test_${name}_integration ${name} af af-sandbox-exec af-sandbox-python3)
  endif()
  affine_python_tests(plugins.${name} ${scripts})
endfunction()
