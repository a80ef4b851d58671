# SPDX-License-Identifier: MIT
# affine_module(<name> [LINKS <module>…] [EXTERNAL <target>…] [SOURCES <file>…]
#               [WITHOUT <regex>])
#
# A module of framework/: the static library affine_<name> of all sources below its folder. LINKS
# are the modules that it may use and the only ones whose code it links with. EXTERNAL are libraries
# from the distribution, SOURCES further files, such as generated ones; files that WITHOUT matches
# belong to other targets.
#
# Static libraries may leave symbols open, so that a use of a module that is not declared would
# still end in a working program. The target `module-links` therefore links every module once more,
# as a shared library that must find everything in what it declares.
#
# The target `module-graph` prints one line a module: its name and its declared links.
add_custom_target(module-links)
define_property(GLOBAL PROPERTY AFFINE_MODULE_GRAPH)

function(affine_module name)
  cmake_parse_arguments(ARG "" "WITHOUT" "LINKS;EXTERNAL;SOURCES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(ARG_WITHOUT)
    list(FILTER sources EXCLUDE REGEX "${ARG_WITHOUT}")
  endif()
  add_library(affine_${name} STATIC ${sources} ${ARG_SOURCES})
  target_include_directories(affine_${name} PUBLIC ${PROJECT_SOURCE_DIR}/framework)
  target_link_libraries(affine_${name} PUBLIC ${ARG_EXTERNAL})
  foreach(lower ${ARG_LINKS})
    target_link_libraries(affine_${name} PUBLIC affine_${lower})
  endforeach()

  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp "")
  add_library(links_${name} SHARED EXCLUDE_FROM_ALL ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp)
  target_link_libraries(links_${name} PRIVATE
    -Wl,--no-undefined -Wl,--whole-archive affine_${name} -Wl,--no-whole-archive)
  set_target_properties(links_${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  add_dependencies(module-links links_${name})

  list(JOIN ARG_LINKS " " links)
  set_property(GLOBAL APPEND PROPERTY AFFINE_MODULE_GRAPH "${name}: ${links}")
endfunction()

# affine_program(<name> LINKS <module>…): the graph's row of the program, which nothing may link.
function(affine_program name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  foreach(lower ${ARG_LINKS})
    target_link_libraries(${name} PRIVATE affine_${lower})
  endforeach()
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  list(JOIN ARG_LINKS " " links)
  set_property(GLOBAL APPEND PROPERTY AFFINE_MODULE_GRAPH "${folder}: ${links}")
endfunction()

# affine_folders(<variable> <folder>): the names of the folders in a folder that hold sources. A
# folder without any, such as a switch of branches leaves, is none of them.
function(affine_folders variable folder)
  file(GLOB found CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/${folder}
       ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*/*.cpp)
  list(TRANSFORM found REPLACE "/.*" "")
  list(REMOVE_DUPLICATES found)
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# affine_finish_modules(): after the last of them.
function(affine_finish_modules)
  get_property(graph GLOBAL PROPERTY AFFINE_MODULE_GRAPH)
  list(JOIN graph "\n" text)
  file(WRITE ${PROJECT_BINARY_DIR}/module-graph.txt "${text}\n")
  add_custom_target(module-graph
                    COMMAND ${CMAKE_COMMAND} -E cat ${PROJECT_BINARY_DIR}/module-graph.txt)
endfunction()
