import { COVERAGE_FUNCTIONS } from './coverage.ts';

/**
 * Runs unittest in the working directory and writes what each test came to as JSON to a file of its own. Its argument
 * is the path of a file of JSON too: `report`, `coverage` and `measure` as for pytest; `files` are the test modules,
 * relative to the working directory; or `labels` is what `manage.py test` of Django is given, in place of files.
 *
 * A module is loaded as discovery would: by its packages where each folder is one, else from the folder it is in.
 */
export const UNITTEST_PROGRAM = `import sys; sys.path.pop(0); import unittest
import importlib, json, os, re, runpy, traceback
with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
sys.argv = ["python -m unittest"]
started, process = os.getcwd(), os.getpid()

def place(path):
    return os.path.normpath(os.path.join(started, str(path)))
${COVERAGE_FUNCTIONS}
origins, errors, tests, failures = {}, [], {}, {}

def named(path):
    folder, name = os.path.split(place(path))
    parts = [os.path.splitext(name)[0]]
    while folder != started and os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, last = os.path.split(folder)
        parts.insert(0, last)
    return folder, ".".join(parts)

def each(suite):
    if isinstance(suite, unittest.TestSuite):
        for test in suite:
            yield from each(test)
    else:
        yield suite

def line_in(error, path):
    line, at = None, getattr(error, "__traceback__", None)
    while at is not None:
        if place(at.tb_frame.f_code.co_filename) == path:
            line = at.tb_lineno
        at = at.tb_next
    if isinstance(error, SyntaxError) and error.filename and place(error.filename) == path:
        line = error.lineno
    return line

def said_by(error):
    text = str(error).strip()
    kind = type(error).__name__
    return text if isinstance(error, AssertionError) and text else "%s: %s" % (kind, text)

def loaded(path):
    folder, name = named(path)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    known = sys.modules.get(name)
    if known is not None and place(getattr(known, "__file__", None) or "") != place(path):
        del sys.modules[name]
    suite = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(name))
    for test in each(suite):
        origins[id(test)] = place(path)
    return suite

def suite_of(files):
    suite = unittest.TestSuite()
    for path in files:
        try:
            suite.addTest(loaded(path))
        except unittest.SkipTest:
            tests[path] = "skipped"
        except (Exception, SystemExit) as error:
            traceback.print_exc()
            kind, module = type(error).__name__, getattr(error, "name", None)
            about = {"file": place(path), "line": line_in(error, place(path)), "kind": kind}
            errors.append(dict(about, message="%s: %s" % (kind, error), module=module))
    return suite

def module_of(test):
    # What stands for a class or module that could not be set up names it in parentheses.
    held = re.search("[(]([^()]+)[)]$", test.id())
    name = type(test).__module__
    if name == "unittest.suite" and held is not None:
        name = held.group(1)
        while name not in sys.modules and "." in name:
            name = name.rsplit(".", 1)[0]
    return name

def unloaded(test, error):
    # What discovery by others puts in place of a module that it could not load.
    name = test.id().split("._FailedTest.", 1)[-1]
    text = [line for line in str(error).splitlines() if line.strip()][-1]
    about = {"file": place(name.replace(".", os.sep) + ".py"), "line": None, "module": None}
    errors.append(dict(about, message=text, kind=text.split(":")[0]))

def settle(test, outcome, error=None):
    whole = getattr(test, "test_case", test)
    if type(whole).__name__ == "_FailedTest":
        return unloaded(whole, error)
    module = module_of(whole)
    path = origins.get(id(whole)) or place(getattr(sys.modules.get(module), "__file__", None) or "?")
    name = test.id()
    name = name[len(module) + 1:] if name.startswith(module + ".") else name
    key = (path, name)
    if tests.get(key) == "failed":
        return
    tests[key] = outcome
    if outcome == "failed":
        message = "passed, but was expected to fail" if error is None else said_by(error)
        failures[key] = {"test": name, "file": path, "line": line_in(error, path), "message": message}

class Result(unittest.TextTestResult):
    def addSuccess(self, test):
        super().addSuccess(test)
        settle(test, "passed")

    def addError(self, test, error):
        super().addError(test, error)
        settle(test, "failed", error[1])

    def addFailure(self, test, error):
        super().addFailure(test, error)
        settle(test, "failed", error[1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        settle(test, "skipped")

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        settle(test, "skipped")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        settle(test, "failed")

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            settle(subtest, "failed", error[1])

def run():
    if given["labels"] is None:
        result = unittest.TextTestRunner(resultclass=Result).run(suite_of(given["files"]))
        return 0 if result.wasSuccessful() and not errors else 1
    unittest.TextTestRunner.resultclass = Result
    sys.argv = ["manage.py", "test", "--noinput"] + given["labels"]
    try:
        runpy.run_path("manage.py", run_name="__main__")
    except SystemExit as ended:
        return int(ended.code if isinstance(ended.code, int) else ended.code is not None)
    return 0

own = begun() if given["measure"] else None
sys.path.insert(0, started)
code = 1
try:
    code = run()
finally:
    if own is not None:
        own.stop()
    if os.getpid() == process:
        told(own, given["coverage"])
        counts = {name: 0 for name in ("passed", "failed", "skipped")}
        for outcome in tests.values():
            counts[outcome] += 1
        with open(given["report"], "w", encoding="utf-8") as file:
            json.dump({"exit": code, "tests": counts, "failures": list(failures.values()),
                       "errors": errors, "floor": None}, file)
sys.exit(code)
`;
