/**
 * Python: says what ran by coverage.py's own JSON, with absolute paths. `begun` measures by itself what the project
 * configures, in memory; `told` writes the report. Nothing measured is no fault.
 */
export const COVERAGE_FUNCTIONS = `
def begun():
    try:
        import coverage
        measured = coverage.Coverage(data_file=None)
        named = ("source", "source_pkgs", "include")
        if not any(measured.get_option("run:" + name) for name in named):
            measured.set_option("run:source", ["."])
        measured.start()
        return measured
    except Exception:
        return None

def told(measured, path):
    if measured is None or path is None:
        return
    try:
        measured.json_report(outfile=path + ".raw", ignore_errors=True)
        with open(path + ".raw", encoding="utf-8") as file:
            files = json.load(file)["files"]
    except Exception:
        return
    lines = ("executed_lines", "missing_lines")
    files = {place(name): {key: said[key] for key in lines} for name, said in files.items()}
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"files": files}, file)
`;
