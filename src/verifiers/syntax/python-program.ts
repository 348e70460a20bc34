/**
 * Reads `{"root": …, "files": [[path, text or null], …]}` from its input, compiles each text, or where it is null the
 * file at that path, and prints what it is and which are broken, as one line of JSON. Nothing of them is run or
 * written; what is too deep for the compiler or cannot be read is left out.
 */
export const PYTHON_PROGRAM = `
import json, os, sys, warnings
warnings.simplefilter("ignore")
given = json.load(sys.stdin)
faults = []
for path, text in given["files"]:
    try:
        if text is None:
            with open(os.path.join(given["root"], path), "rb") as file:
                text = file.read()
        compile(text, path, "exec", 0, True)
    except SyntaxError as error:
        faults.append([path, error.lineno, "%s: %s" % (type(error).__name__, error.msg)])
    except ValueError as error:
        faults.append([path, None, str(error)])
    except (OSError, RecursionError, MemoryError, OverflowError):
        pass
print(json.dumps({"version": list(sys.version_info[:2]), "faults": faults}))
`;
