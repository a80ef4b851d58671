// SPDX-License-Identifier: MIT
/// The zygote that runs Python programs. With the argument "tree" it prints the files that it
/// needs; without arguments it serves runs.
#include <string_view>

#include "sandbox/zygote/interpreter.h"

int main(int count, char** arguments) {
  if (count == 2 && std::string_view(arguments[1]) == "tree")
    return af::sandbox::print_python_tree();
  af::sandbox::Interpreter interpreter;
  return af::sandbox::serve(interpreter);
}
