import type { LintTool } from './lint-tool.ts';

/** Control characters keep the fields apart, and lines of ours from source that is shown with them. */
const FORMAT = '\u001e%(path)s\u001f%(row)d\u001f%(code)s\u001f%(text)s';

/** https://flake8.pycqa.org/en/latest/user/options.html */
export const FLAKE8: LintTool = {
  name: 'flake8',
  kind: 'lint',
  shown: 'flake8',
  settings: [
    ['.flake8', /^\[flake8\]/m],
    ['setup.cfg', /^\[flake8\]/m],
    ['tox.ini', /^\[flake8\]/m],
  ],
  byFile: true,
  readsStubs: false,
  prints: false,
  howToGet: 'python -m pip install flake8',
  arguments: ({ report, targets }) => [
    ...[`--format=${FORMAT}`, `--output-file=${report}`, ...targets],
  ],
  read: (text) => {
    return text.split('\n').flatMap((line) => {
      const at = line.indexOf('\u001e');
      if (at === -1) return [];
      const [file = '', row = '', rule = '', message = ''] = line.slice(at + 1).split('\u001f');
      return [{ file, line: Number(row), rule, message }];
    });
  },
};
