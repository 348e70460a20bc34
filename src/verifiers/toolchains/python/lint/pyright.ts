import * as z from 'zod';
import { jsonOf, type LintTool } from './lint-tool.ts';

/** What `--outputjson` prints, as far as it is used; lines count from 0. */
const reportSchema = z.object({
  generalDiagnostics: z.array(
    z.object({
      file: z.string().optional(),
      severity: z.string(),
      message: z.string(),
      rule: z.string().optional(),
      range: z.object({ start: z.object({ line: z.number().int() }) }).optional(),
    }),
  ),
});

/** https://github.com/microsoft/pyright/blob/main/docs/command-line.md */
export const PYRIGHT: LintTool = {
  name: 'pyright',
  kind: 'types',
  shown: 'pyright',
  settings: [
    ['pyrightconfig.json', /^/],
    ['pyproject.toml', /^\s*\[tool\.pyright\b/m],
  ],
  byFile: false,
  readsStubs: true,
  prints: true,
  howToGet: 'npm install --save-dev pyright, or python -m pip install pyright',
  arguments: ({ python }) => ['--outputjson', ...(python === null ? [] : ['--pythonpath', python])],
  read: (text) => {
    const report = reportSchema.safeParse(jsonOf(text));
    if (!report.success) return null;
    const errors = report.data.generalDiagnostics.filter(({ severity }) => severity === 'error');
    return errors.map(({ file = null, message, rule = null, range }) => {
      return { file, line: range === undefined ? null : range.start.line + 1, rule, message };
    });
  },
};
