// SPDX-License-Identifier: MIT
#define PY_SSIZE_T_CLEAN
#include "sandbox/zygote/interpreter.h"

#include <Python.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "sandbox/zygote/confine.h"
#include "sandbox/zygote/step.h"

namespace af::sandbox {
namespace {

/// Defines what the site module gives to programs, and imports what most programs use.
constexpr const char* warm_up = R"(
import builtins, sys, _sitebuiltins
builtins.exit = _sitebuiltins.Quitter('exit', 'Ctrl-D (i.e. EOF)')
builtins.quit = _sitebuiltins.Quitter('quit', 'Ctrl-D (i.e. EOF)')
builtins.help = _sitebuiltins._Helper()
if hasattr(sys, 'set_int_max_str_digits'): sys.set_int_max_str_digits(4300)
import math, collections, heapq, bisect, itertools, functools, operator, re, string, copy, typing
re.compile(r'(\d+)\s*([a-z]*)').match('12 ab')
sys.path.insert(0, '/work')
import gc
gc.collect()
gc.freeze()
)";

/// Removes what `warm_up` left in __main__.
constexpr const char* clean_up = R"(
for name in [n for n in globals() if not n.startswith('__')]: del globals()[name]
del name
)";

void require(const PyStatus& status, const char* step) {
  if (PyStatus_Exception(status) == 0) return;
  errno = EINVAL;
  fail_step(control_fd, status.err_msg != nullptr ? status.err_msg : step);
}

/// Python's streams depend on the kind of their descriptors when the interpreter starts. These are
/// of the kinds that runs get: a memory file and two pipes.
void place_stand_in_streams() {
  const int input = ::memfd_create("input", MFD_CLOEXEC);
  int pipes[2] = {-1, -1};
  must(input >= 0 && ::pipe2(pipes, O_CLOEXEC) == 0, control_fd, "make stand-in streams");
  must(::dup2(input, 0) == 0 && ::dup2(pipes[1], 1) == 1 && ::dup2(pipes[1], 2) == 2, control_fd,
       "place stand-in streams");
  for (const int file : {input, pipes[0], pipes[1]}) ::close(file);
}

void append_path(PyConfig& config, const std::string& path) {
  wchar_t* const wide = Py_DecodeLocale(path.c_str(), nullptr);
  must(wide != nullptr, control_fd, "decode a path");
  require(PyWideStringList_Append(&config.module_search_paths, wide), "set the module path");
  PyMem_RawFree(wide);
}

void start(const std::vector<std::string>& modules) {
  PyPreConfig early;
  PyPreConfig_InitIsolatedConfig(&early);
  early.utf8_mode = 1;
  require(Py_PreInitialize(&early), "start Python");
  PyConfig config;
  PyConfig_InitIsolatedConfig(&config);
  config.site_import = 0;
  config.write_bytecode = 0;
  config.use_hash_seed = 1;
  config.hash_seed = 0;
  config.install_signal_handlers = 1;
  config.module_search_paths_set = 1;
  for (const auto& path : modules) append_path(config, path);
  wchar_t name[] = L"main.py";
  wchar_t* arguments[] = {name};
  require(PyConfig_SetArgv(&config, 1, arguments), "set the arguments");
  for (wchar_t** field : {&config.program_name, &config.executable, &config.base_executable}) {
    require(PyConfig_SetString(&config, field, L"/usr/bin/python3"), "name the interpreter");
  }
  for (wchar_t** field :
       {&config.prefix, &config.base_prefix, &config.exec_prefix, &config.base_exec_prefix}) {
    require(PyConfig_SetString(&config, field, L"/usr"), "name the interpreter's folder");
  }
  const PyStatus status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  require(status, "start Python");
}

std::string read_program() {
  struct stat info {};
  std::string source;
  if (::fstat(program_fd, &info) == 0) source.resize(static_cast<std::size_t>(info.st_size));
  if (::pread(program_fd, source.data(), source.size(), 0) != info.st_size) ::_exit(98);
  ::close(program_fd);
  return source;
}

/// The exit status that SystemExit asks for, by the interpreter's rules.
int status_of_exit() {
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  PyObject* code = value != nullptr ? PyObject_GetAttrString(value, "code") : nullptr;
  if (code == nullptr || code == Py_None) {
    PyErr_Clear();
    return 0;
  }
  if (PyLong_Check(code)) {
    const long number = PyLong_AsLong(code);
    PyErr_Clear();
    return static_cast<int>(number & 0xFF);
  }
  PyObject* const error = PySys_GetObject("stderr");
  if (error != nullptr && error != Py_None) {
    PyFile_WriteObject(code, error, Py_PRINT_RAW);
    PyFile_WriteString("\n", error);
  }
  PyErr_Clear();
  return 1;
}

int report_exception() {
  if (PyErr_ExceptionMatches(PyExc_SystemExit) != 0) return status_of_exit();
  PyErr_Print();
  return 1;
}

/// Calls module.function() if the program has imported the module.
void call_if_there(const char* module, const char* function) {
  PyObject* const found = PyDict_GetItemString(PyImport_GetModuleDict(), module);
  if (found == nullptr) return;
  PyObject* const result = PyObject_CallMethod(found, function, nullptr);
  if (result == nullptr) PyErr_WriteUnraisable(found);
  Py_XDECREF(result);
}

bool flush(const char* stream) {
  PyObject* const file = PySys_GetObject(stream);
  if (file == nullptr || file == Py_None) return true;
  PyObject* const closed = PyObject_GetAttrString(file, "closed");
  const bool is_closed = closed == nullptr || PyObject_IsTrue(closed) == 1;
  Py_XDECREF(closed);
  PyErr_Clear();
  if (is_closed) return true;
  PyObject* const result = PyObject_CallMethod(file, "flush", nullptr);
  const bool flushed = result != nullptr;
  if (!flushed) PyErr_Clear();
  Py_XDECREF(result);
  return flushed;
}

}  // namespace

std::string Interpreter::prepare(const Plan& plan) {
  place_stand_in_streams();
  start(plan.modules);
  if (PyRun_SimpleString(warm_up) != 0) {
    errno = EINVAL;
    fail_step(control_fd, "warm Python up");
  }
  PyRun_SimpleString(clean_up);
  return "python " + std::string(Py_GetVersion()).substr(0, std::string(Py_GetVersion()).find(' '));
}

void Interpreter::before_fork() { PyOS_BeforeFork(); }
void Interpreter::after_fork_in_parent() { PyOS_AfterFork_Parent(); }
void Interpreter::after_fork_in_child() { PyOS_AfterFork_Child(); }

void Interpreter::run(const Plan&) {
  const std::string source = read_program();
  PyObject* const main_module = PyImport_AddModule("__main__");
  PyObject* const names = PyModule_GetDict(main_module);
  PyObject* const file = PyUnicode_FromString("/work/main.py");
  PyDict_SetItemString(names, "__file__", file);
  // The source is UTF-8, whatever its coding cookie declares.
  PyCompilerFlags flags = {PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE, PY_MINOR_VERSION};
  const char* const text = source.c_str() + (source.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  PyObject* const code = Py_CompileStringExFlags(text, "main.py", Py_file_input, &flags, -1);
  PyObject* const result = code != nullptr ? PyEval_EvalCode(code, names, names) : nullptr;
  int status = result != nullptr ? 0 : report_exception();
  call_if_there("threading", "_shutdown");
  call_if_there("atexit", "_run_exitfuncs");
  flush("stdout");
  // Objects with a __del__ may still print, as when the interpreter finalises.
  PyDict_Clear(names);
  PyGC_Collect();
  if (!flush("stdout") && status == 0) status = 120;
  flush("stderr");
  ::_exit(status);
}

}  // namespace af::sandbox
