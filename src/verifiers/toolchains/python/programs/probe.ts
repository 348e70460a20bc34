/**
 * Prints as one line of JSON, the last one, which Python this is and which of the modules that are named by its
 * arguments it could import, with their versions, and where it looks for modules. Nothing of the tree or of the modules
 * is run.
 */
export const PROBE_PROGRAM = `import sys; sys.path.pop(0); import importlib.util, json
found = {}
for name in sys.argv[1:]:
    if importlib.util.find_spec(name) is not None:
        try:
            from importlib import metadata
            found[name] = metadata.version(name.replace("_", "-"))
        except ImportError:
            found[name] = ""
places = [sys.executable] + [path for path in sys.path if path]
try:
    import site
    places.append(site.getusersitepackages())
except Exception:
    pass
print(json.dumps({"version": sys.version.split()[0], "modules": found, "places": places}))
`;

/** Runs a module as `python -m` does, but for one of the tree that has its name. */
export const MODULE_PROGRAM =
  'import sys; sys.path.pop(0); import runpy; name = sys.argv.pop(1); runpy.run_module(name, run_name="__main__", alter_sys=True)';
