import { COVERAGE_FUNCTIONS } from './coverage.ts';

/**
 * Runs pytest in the working directory and writes what each test came to where no test prints: as JSON to a file of
 * its own. Its argument is the path of a file of JSON too: `report` and `coverage` are absolute paths (`coverage` may
 * be null), `measure` says that nobody else measures what runs, `args` are pytest's, `only` keeps the tests of these
 * absolute files, all where null.
 *
 * The working directory leaves the module path while pytest is loaded: a `pytest.py` of the tree is none.
 * A process that a test forks does not report.
 */
export const PYTEST_PROGRAM = `import sys; sys.path.pop(0); import pytest
import json, os
with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
sys.argv = ["pytest"] + given["args"]
started, process = os.getcwd(), os.getpid()

def place(path):
    return os.path.normpath(os.path.join(started, str(path)))
${COVERAGE_FUNCTIONS}
def last_complaint(text):
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    told = [line[2:].strip() for line in lines if line.startswith("E ")]
    return (told or lines or ["failed"])[-1]

def message_of(longrepr):
    crash = getattr(longrepr, "reprcrash", None)
    return last_complaint(longrepr) if crash is None else crash.message

def line_of(report, path):
    entries = getattr(getattr(report.longrepr, "reprtraceback", None), "reprentries", None) or []
    places = [getattr(entry, "reprfileloc", None) for entry in entries]
    places = [getattr(report.longrepr, "reprcrash", None)] + places[::-1]
    for at in places:
        if at is not None and place(at.path) == path:
            return at.lineno
    line = report.location[1]
    return None if line is None else line + 1

def cause_of(error, path):
    error = error.__cause__ or error
    line, at = None, error.__traceback__
    while at is not None:
        if place(at.tb_frame.f_code.co_filename) == path:
            line = at.tb_lineno
        at = at.tb_next
    if isinstance(error, SyntaxError) and error.filename and place(error.filename) == path:
        line = error.lineno
    kind, module = type(error).__name__, getattr(error, "name", None)
    return {"line": line, "message": "%s: %s" % (kind, error), "kind": kind, "module": module}

class Recorder:
    def __init__(self):
        self.root, self.plugins, self.causes = started, None, {}
        self.tests, self.failures, self.errors = {}, {}, {}

    def pytest_configure(self, config):
        self.plugins = config.pluginmanager
        self.root = str(getattr(config, "rootpath", None) or config.rootdir)

    def file_of(self, report):
        return os.path.normpath(os.path.join(self.root, report.nodeid.split("::")[0]))

    def pytest_collection_modifyitems(self, config, items):
        if given["only"] is None:
            return
        wanted = {os.path.realpath(path) for path in given["only"]}
        kept, left = [], []
        for item in items:
            (kept if os.path.realpath(str(item.fspath)) in wanted else left).append(item)
        items[:] = kept
        config.hook.pytest_deselected(items=left)

    def pytest_exception_interact(self, node, call, report):
        if report.when == "collect" and call.excinfo is not None:
            self.causes[report.nodeid] = cause_of(call.excinfo.value, self.file_of(report))

    def pytest_collectreport(self, report):
        if not report.failed:
            return
        message = last_complaint(report.longrepr)
        plain = {"line": None, "message": message, "kind": message.split(":")[0], "module": None}
        cause = self.causes.get(report.nodeid, plain)
        self.errors[report.nodeid] = dict(cause, file=self.file_of(report))

    def pytest_runtest_logreport(self, report):
        name, known = report.nodeid, self.tests.get(report.nodeid)
        if report.failed:
            self.tests[name] = "failed"
            path = self.file_of(report)
            test = name.split("::", 1)[-1]
            failure = {"test": test, "file": path, "line": line_of(report, path)}
            self.failures.setdefault(name, dict(failure, message=message_of(report.longrepr)))
        elif report.skipped and known != "failed":
            self.tests[name] = "skipped"
        elif report.passed and report.when == "call" and known is None:
            self.tests[name] = "passed"

    def coverage_plugin(self):
        return None if self.plugins is None else self.plugins.getplugin("_cov")

    def floor(self):
        plugin = self.coverage_plugin()
        total = getattr(plugin, "cov_total", None)
        wanted = getattr(getattr(plugin, "options", None), "cov_fail_under", None)
        return [total, wanted] if total is not None and wanted and total < wanted else None

    def measured(self):
        return getattr(getattr(self.coverage_plugin(), "cov_controller", None), "cov", None)

    def said(self, code):
        counts = {name: 0 for name in ("passed", "failed", "skipped")}
        for outcome in self.tests.values():
            counts[outcome] += 1
        return {"exit": code, "tests": counts, "failures": list(self.failures.values()),
                "errors": list(self.errors.values()), "floor": self.floor()}

own = begun() if given["measure"] else None
sys.path.insert(0, started)
recorder, code = Recorder(), 3
try:
    code = int(pytest.main(given["args"], plugins=[recorder]))
finally:
    if own is not None:
        own.stop()
    if os.getpid() == process:
        told(own or recorder.measured(), given["coverage"])
        with open(given["report"], "w", encoding="utf-8") as file:
            json.dump(recorder.said(code), file)
sys.exit(code)
`;
