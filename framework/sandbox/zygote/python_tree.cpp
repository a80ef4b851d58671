// SPDX-License-Identifier: MIT
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <dlfcn.h>
#include <link.h>

#include <filesystem>
#include <iostream>
#include <set>

#include "sandbox/zygote/interpreter.h"

namespace af::sandbox {
namespace {

namespace fs = std::filesystem;

/// Extension modules that programs get. Left out: what reaches into memory (_ctypes), test helpers,
/// sockets with TLS, databases, terminals, shared memory.
const std::set<std::string> extension_modules = {"_asyncio",
                                                 "_bz2",
                                                 "_codecs_cn",
                                                 "_codecs_hk",
                                                 "_codecs_iso2022",
                                                 "_codecs_jp",
                                                 "_codecs_kr",
                                                 "_codecs_tw",
                                                 "_contextvars",
                                                 "_decimal",
                                                 "_hashlib",
                                                 "_heapq",
                                                 "_json",
                                                 "_lzma",
                                                 "_multibytecodec",
                                                 "_queue",
                                                 "_random",
                                                 "_bisect",
                                                 "_statistics",
                                                 "_struct",
                                                 "_typing",
                                                 "_uuid",
                                                 "_zoneinfo",
                                                 "array",
                                                 "binascii",
                                                 "cmath",
                                                 "mmap",
                                                 "resource",
                                                 "unicodedata",
                                                 "zlib",
                                                 "_csv",
                                                 "_datetime",
                                                 "_elementtree",
                                                 "_opcode",
                                                 "_pickle",
                                                 "pyexpat",
                                                 "select",
                                                 "math",
                                                 "_blake2",
                                                 "_md5",
                                                 "_sha1",
                                                 "_sha2",
                                                 "_sha256",
                                                 "_sha3",
                                                 "_sha512",
                                                 "_socket",
                                                 "_posixsubprocess",
                                                 "fcntl",
                                                 "grp"};

/// Folders of the standard library that no program needs to run.
const std::set<std::string> left_out = {
    "lib-dynload", "site-packages",    "dist-packages", "test",       "idlelib",    "ensurepip",
    "lib2to3",     "tkinter",          "turtledemo",    "__phello__", "pydoc_data", "distutils",
    "venv",        "sitecustomize.py", "ctypes"};

std::set<std::string> loaded_libraries() {
  std::set<std::string> paths;
  ::dl_iterate_phdr(
      [](struct dl_phdr_info* info, std::size_t, void* set) {
        const std::string path = info->dlpi_name == nullptr ? "" : info->dlpi_name;
        if (path.starts_with('/')) static_cast<std::set<std::string>*>(set)->insert(path);
        return 0;
      },
      &paths);
  return paths;
}

std::string folder_of(const char* name) {
  PyObject* const module = PyImport_ImportModule("sysconfig");
  PyObject* const path =
      module == nullptr
          ? nullptr
          : PyObject_CallMethod(module, name[0] == 's' ? "get_path" : "get_config_var", "s", name);
  const char* const text = path == nullptr ? nullptr : PyUnicode_AsUTF8(path);
  return text == nullptr ? "" : text;
}

}  // namespace

int print_python_tree() {
  Py_InitializeEx(0);
  const fs::path library = folder_of("stdlib");
  const fs::path extensions = folder_of("DESTSHARED");
  std::error_code error;
  if (library.empty() || !fs::is_directory(library, error)) {
    std::cerr << "the standard library of Python is not installed\n";
    return 1;
  }
  std::cout << "modules " << library.string() << '\n';
  for (const auto& entry : fs::directory_iterator(library, error)) {
    const std::string name = entry.path().filename().string();
    const bool dangling = !fs::exists(entry.path(), error);
    if (dangling || left_out.contains(name) || name.starts_with("config-")) continue;
    std::cout << "tree " << entry.path().string() << '\n';
  }
  // Loading them in this short-lived process shows reliably which libraries they need.
  if (fs::is_directory(extensions, error)) {
    std::cout << "modules " << extensions.string() << '\n';
    for (const auto& entry : fs::directory_iterator(extensions, error)) {
      const std::string name = entry.path().filename().string();
      if (extension_modules.contains(name.substr(0, name.find('.')))) {
        ::dlopen(entry.path().c_str(), RTLD_LAZY | RTLD_LOCAL);
      }
    }
  }
  for (const auto& path : loaded_libraries()) std::cout << "tree " << path << '\n';
  std::cout.flush();
  ::_exit(0);
}

}  // namespace af::sandbox
