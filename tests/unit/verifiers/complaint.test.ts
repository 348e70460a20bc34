import { expect, it } from 'vitest';
import { complaintIn } from '../../../src/verifiers/complaint.ts';

it.each([
  [
    'a call of pytest that it does not know',
    'ERROR: usage: __main__.py [options] [file_or_dir]\n__main__.py: error: unrecognized arguments: --nope\n  inifile: pytest.ini\n  rootdir: /tmp/a\n',
    '__main__.py: error: unrecognized arguments: --nope',
  ],
  [
    'fixtures of pytest that cannot be loaded',
    "ImportError while loading conftest 'conftest.py'.\nconftest.py:1: in <module>\n    import nothere\nE   ModuleNotFoundError: No module named 'nothere'\n",
    "ImportError while loading conftest 'conftest.py': ModuleNotFoundError: No module named 'nothere'",
  ],
  [
    'a fault inside pytest',
    'INTERNALERROR> Traceback (most recent call last):\nINTERNALERROR>   File "x.py", line 2, in f\nINTERNALERROR>     raise RuntimeError("boom")\nINTERNALERROR> RuntimeError: boom\n',
    'RuntimeError: boom',
  ],
  [
    'a plugin that is missing',
    'ERROR: Missing required plugins: pytest-nope\n\n',
    'ERROR: Missing required plugins: pytest-nope',
  ],
  [
    'settings of vitest that do not load',
    "failed to load config from vitest.config.ts\n\n⎯⎯⎯ Startup Error ⎯⎯⎯\nError: Cannot find module './nothere'\nRequire stack:\n- vitest.config.ts\n    at x (y.js:1:2)\n",
    "failed to load config from vitest.config.ts: Error: Cannot find module './nothere'",
  ],
  [
    'a manifest of cargo',
    'error: failed to parse manifest at `Cargo.toml`\n\nCaused by:\n  TOML parse error at line 2, column 8\n',
    'error: failed to parse manifest at `Cargo.toml`: TOML parse error at line 2, column 8',
  ],
  [
    'a setting of jest',
    '● Validation Error:\n\n  Preset nothere not found.\n\n  Configuration Documentation:\n',
    '● Validation Error: Preset nothere not found.',
  ],
  ['what only ends', 'building\nthe box is closed\n\n', 'the box is closed'],
])('%s is told in its own words', (_, output, sentence) => {
  expect(complaintIn(output)).toBe(sentence);
});

it('is nothing where nothing was printed', () => {
  expect(complaintIn('\n \n')).toBeNull();
});
